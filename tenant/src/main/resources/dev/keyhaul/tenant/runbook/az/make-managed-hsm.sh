# The Managed HSM must be there, and activated: that takes several people and their certificates.
show_vault --query properties.statusMessage --output tsv
