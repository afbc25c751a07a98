# The KEK has done its work: disable the version that wrapped the key, before anything else can fail. As long as it is
# enabled, whoever keeps the blob can import it again.
Disable-Key $KekName (Get-RecordedVersion kek.json $KekName)
