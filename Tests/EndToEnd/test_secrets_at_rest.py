"""Private keys and passwords are on disk sealed only, and everything is there again after a restart."""

import base64
from pathlib import Path

from support.callers import Account
from support.certificates import certificate, pem, private_pem, rsa_key, saml_metadata, ssh_line


def test_no_secret_is_on_disk_as_it_is(disk_server):
    disk_server.start()
    iam = Account(disk_server, disk_server.account, disk_server.root).iam
    iam.create_user(UserName="alice")
    one, key = certificate(rsa_key()), private_pem(rsa_key())
    metadata = saml_metadata(one)
    iam.upload_server_certificate(ServerCertificateName="web", CertificateBody=pem(one), PrivateKey=key)
    arn = iam.create_saml_provider(
        Name="corp", SAMLMetadataDocument=metadata, AddPrivateKey=private_pem(rsa_key(1)))["SAMLProviderArn"]
    provider = iam.create_open_id_connect_provider(Url="https://idp.example.com", ClientIDList=["app"])
    credential = iam.create_service_specific_credential(
        UserName="alice", ServiceName="codecommit.amazonaws.com")["ServiceSpecificCredential"]
    ssh = iam.upload_ssh_public_key(UserName="alice", SSHPublicKeyBody=ssh_line(rsa_key()))["SSHPublicKey"]
    signing = iam.upload_signing_certificate(UserName="alice", CertificateBody=pem(one))["Certificate"]
    before = answers(iam, arn, provider, ssh)
    disk_server.kill()

    secrets = [key.split("\n")[-6], private_pem(rsa_key(1)).split("\n")[-6], credential["ServicePassword"]]
    for file in filter(Path.is_file, disk_server.data_directory.rglob("*")):
        content = file.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, f"{file.name} has a secret in it"
            assert base64.b64encode(secret.encode())[4:-4] not in content
    disk_server.start()
    iam = Account(disk_server, disk_server.account, disk_server.root).iam
    assert answers(iam, arn, provider, ssh) == before
    assert iam.list_signing_certificates(UserName="alice")["Certificates"] == [signing]


def answers(iam, arn, provider, ssh):
    """What a client sees of all of them."""
    found = [
        iam.get_saml_provider(SAMLProviderArn=arn),
        iam.get_open_id_connect_provider(OpenIDConnectProviderArn=provider["OpenIDConnectProviderArn"]),
        iam.get_server_certificate(ServerCertificateName="web"),
        iam.get_ssh_public_key(UserName="alice", SSHPublicKeyId=ssh["SSHPublicKeyId"], Encoding="SSH"),
        iam.list_service_specific_credentials(UserName="alice")]
    return [{name: one[name] for name in one if name != "ResponseMetadata"} for one in found]
