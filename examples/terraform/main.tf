# A KEK and a proven import as external data sources. Terraform runs a data source at each plan: both programs change
# nothing once their work is done, and prove the key again. The key never passes through Terraform or its state.
terraform {
  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

variable "vault_url" {
  type    = string
  default = "https://contoso-kv.vault.azure.net"
}

variable "key_source" {
  type    = string
  default = "pkcs11:token=hsm;object=tenant"
}

variable "pin_file" {
  type = string
}

# For a ceremony: the file kek.json goes to the HSM's host, and its fingerprint to a second person.
data "external" "kek" {
  program = ["sh", "${path.module}/kek.sh"]
  query = {
    vault  = var.vault_url
    name   = "ceremony-1"
    record = "kek.json"
  }
}

data "external" "tenant_key" {
  program = ["sh", "${path.module}/import.sh"]
  query = {
    vault    = var.vault_url
    name     = "tenant"
    key      = var.key_source
    pin_file = var.pin_file
  }
}

output "kek_fingerprint" {
  value = data.external.kek.result.fingerprint
}

output "key_url" {
  value = data.external.tenant_key.result.key_url
}
