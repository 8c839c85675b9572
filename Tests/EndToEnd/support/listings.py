"""How to fill, and to change, everything that IAM lists in pages: one recipe for each paginator of botocore's model."""

import base64
import hashlib
import hmac
import secrets
import struct
import subprocess
import tempfile
import time

from .policies import ALLOW_ALL, TRUST_EC2

# How many elements are made, where no quota allows fewer.
COUNT = 7
TAGGED = "it"


class Listing:
    """A list around one entity, `it`, whose elements are numbered.

    `identify` names an element of an answer by what `add` gave it, or returned.
    """

    parameters: dict = {}
    key: str | None = None
    count = COUNT
    can_change = True

    def __init__(self, iam):
        self.iam = iam
        self.names = {}

    def set_up(self):
        """Makes what the list is about."""

    def fill(self):
        self.set_up()
        for number in range(self.count):
            self.put(number)

    def put(self, number):
        self.names[number] = self.add(number) or f"n{number}"

    def take(self, number):
        self.remove(number)
        del self.names[number]

    def add(self, number) -> str | None:
        raise NotImplementedError

    def remove(self, number):
        raise NotImplementedError

    def identify(self, element):
        return element[self.key] if self.key else element


def _entities(kind, key, **more):
    """Entities that are listed as such."""
    member = f"{key}Name"

    class Entities(Listing):
        parameters = {"PathPrefix": "/many/"}

        def add(self, number):
            getattr(self.iam, f"create_{kind}")(**{member: f"n{number}"}, Path="/many/", **more)

        def remove(self, number):
            getattr(self.iam, f"delete_{kind}")(**{member: f"n{number}"})

    Entities.key = member
    return Entities


class Policies(Listing):
    parameters = {"Scope": "Local"}
    key = "PolicyName"

    def add(self, number):
        self.iam.create_policy(PolicyName=f"n{number}", PolicyDocument=ALLOW_ALL)

    def remove(self, number):
        self.iam.delete_policy(PolicyArn=self.arn(number))

    @staticmethod
    def arn(number):
        return f"arn:aws:iam::123456789012:policy/n{number}"


class AccessKeys(Listing):
    parameters = {"UserName": TAGGED}
    key = "AccessKeyId"
    count = 2
    can_change = False

    def set_up(self):
        self.iam.create_user(UserName=TAGGED)

    def add(self, number):
        return self.iam.create_access_key(UserName=TAGGED)["AccessKey"]["AccessKeyId"]


class AccountAliases(Listing):
    count = 1
    can_change = False

    def add(self, number):
        self.iam.create_account_alias(AccountAlias="the-alias")
        return "the-alias"


class PolicyVersions(Listing):
    parameters = {"PolicyArn": "arn:aws:iam::123456789012:policy/it"}
    key = "VersionId"
    count = 5
    can_change = False

    def set_up(self):
        self.iam.create_policy(PolicyName=TAGGED, PolicyDocument=ALLOW_ALL)

    def add(self, number):
        if number > 0:
            self.iam.create_policy_version(**self.parameters, PolicyDocument=ALLOW_ALL)
        return f"v{number + 1}"


def _create(iam, kind):
    """Makes `it`."""
    more = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**{f"{kind.title()}Name": TAGGED}, **more)


def _attached(kind):
    class Attached(Policies):
        parameters = {f"{kind.title()}Name": TAGGED}

        def set_up(self):
            _create(self.iam, kind)

        def add(self, number):
            super().add(number)
            getattr(self.iam, f"attach_{kind}_policy")(**self.parameters, PolicyArn=self.arn(number))

        def remove(self, number):
            getattr(self.iam, f"detach_{kind}_policy")(**self.parameters, PolicyArn=self.arn(number))

    return Attached


def _inline(kind):
    class Inline(Listing):
        parameters = {f"{kind.title()}Name": TAGGED}

        def set_up(self):
            _create(self.iam, kind)

        def add(self, number):
            getattr(self.iam, f"put_{kind}_policy")(
                **self.parameters, PolicyName=f"n{number}", PolicyDocument=ALLOW_ALL)

        def remove(self, number):
            getattr(self.iam, f"delete_{kind}_policy")(**self.parameters, PolicyName=f"n{number}")

    return Inline


def _tags(kind, member):
    class Tags(Listing):
        key = "Key"

        def set_up(self):
            self.parameters = {member: self.make()}

        def make(self):
            match kind:
                case "user" | "role":
                    _create(self.iam, kind)
                case "policy":
                    return self.iam.create_policy(PolicyName=TAGGED, PolicyDocument=ALLOW_ALL)["Policy"]["Arn"]
                case "instance_profile":
                    self.iam.create_instance_profile(InstanceProfileName=TAGGED)
                case "mfa_device":
                    made = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=TAGGED)
                    return made["VirtualMFADevice"]["SerialNumber"]
                case "open_id_connect_provider":
                    return self.iam.create_open_id_connect_provider(
                        Url="https://it.example.com", ThumbprintList=["0" * 40])["OpenIDConnectProviderArn"]
                case "saml_provider":
                    return self.iam.create_saml_provider(
                        Name=TAGGED, SAMLMetadataDocument=saml_metadata())["SAMLProviderArn"]
                case "server_certificate":
                    upload_server_certificate(self.iam, TAGGED)
            return TAGGED

        def add(self, number):
            getattr(self.iam, f"tag_{kind}")(**self.parameters, Tags=[{"Key": f"n{number}", "Value": "x"}])

        def remove(self, number):
            getattr(self.iam, f"untag_{kind}")(**self.parameters, TagKeys=[f"n{number}"])

    return Tags


class Members(Listing):
    """The users of a group."""

    parameters = {"GroupName": TAGGED}
    key = "UserName"

    def set_up(self):
        self.iam.create_group(GroupName=TAGGED)

    def add(self, number):
        self.iam.create_user(UserName=f"n{number}")
        self.iam.add_user_to_group(GroupName=TAGGED, UserName=f"n{number}")

    def remove(self, number):
        self.iam.remove_user_from_group(GroupName=TAGGED, UserName=f"n{number}")


class Memberships(Listing):
    """The groups of a user."""

    parameters = {"UserName": TAGGED}
    key = "GroupName"

    def set_up(self):
        self.iam.create_user(UserName=TAGGED)

    def add(self, number):
        self.iam.create_group(GroupName=f"n{number}")
        self.iam.add_user_to_group(GroupName=f"n{number}", UserName=TAGGED)

    def remove(self, number):
        self.iam.remove_user_from_group(GroupName=f"n{number}", UserName=TAGGED)


class ProfilesOfRole(Listing):
    parameters = {"RoleName": TAGGED}
    key = "InstanceProfileName"

    def set_up(self):
        _create(self.iam, "role")

    def add(self, number):
        self.iam.create_instance_profile(InstanceProfileName=f"n{number}")
        self.iam.add_role_to_instance_profile(InstanceProfileName=f"n{number}", RoleName=TAGGED)

    def remove(self, number):
        self.iam.remove_role_from_instance_profile(InstanceProfileName=f"n{number}", RoleName=TAGGED)


class EntitiesOfPolicy(Listing):
    """Users, groups and roles in turn, in one list."""

    parameters = {"PolicyArn": "arn:aws:iam::123456789012:policy/it"}

    def set_up(self):
        self.iam.create_policy(PolicyName=TAGGED, PolicyDocument=ALLOW_ALL)

    def _holder(self, number):
        kind = ("user", "group", "role")[number % 3]
        return kind, {f"{kind.title()}Name": f"n{number}"}

    def add(self, number):
        kind, name = self._holder(number)
        more = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
        getattr(self.iam, f"create_{kind}")(**name, **more)
        getattr(self.iam, f"attach_{kind}_policy")(**name, **self.parameters)

    def remove(self, number):
        kind, name = self._holder(number)
        getattr(self.iam, f"detach_{kind}_policy")(**name, **self.parameters)

    def identify(self, element):
        return next(element[name] for name in ("UserName", "GroupName", "RoleName") if name in element)


class AuthorizationDetails(EntitiesOfPolicy):
    """Users, groups, roles and one policy."""

    parameters = {"Filter": ["User", "Group", "Role"]}

    def add(self, number):
        kind, name = self._holder(number)
        more = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
        getattr(self.iam, f"create_{kind}")(**name, **more)

    def remove(self, number):
        kind, name = self._holder(number)
        getattr(self.iam, f"delete_{kind}")(**name)


class VirtualDevices(Listing):
    key = "SerialNumber"

    def add(self, number):
        made = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=f"n{number}")
        return made["VirtualMFADevice"]["SerialNumber"]

    def remove(self, number):
        self.iam.delete_virtual_mfa_device(SerialNumber=self.names[number])


class Devices(VirtualDevices):
    """Devices of a user."""

    parameters = {"UserName": TAGGED}

    def set_up(self):
        self.iam.create_user(UserName=TAGGED)

    def add(self, number):
        device = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=f"n{number}")["VirtualMFADevice"]
        seed, step = base64.b32decode(device["Base32StringSeed"]), int(time.time()) // 30
        self.iam.enable_mfa_device(
            **self.parameters, SerialNumber=device["SerialNumber"], AuthenticationCode1=code(seed, step - 1),
            AuthenticationCode2=code(seed, step))
        return device["SerialNumber"]

    def remove(self, number):
        self.iam.deactivate_mfa_device(**self.parameters, SerialNumber=self.names[number])


def code(seed, step) -> str:
    """The six digits of a step, by RFC 6238."""
    digest = hmac.new(seed, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1_000_000:06}"


class SSHKeys(Listing):
    parameters = {"UserName": TAGGED}
    key = "SSHPublicKeyId"
    count = 5
    can_change = False

    def set_up(self):
        self.iam.create_user(UserName=TAGGED)

    def add(self, number):
        made = self.iam.upload_ssh_public_key(**self.parameters, SSHPublicKeyBody=random_ssh_key())
        return made["SSHPublicKey"]["SSHPublicKeyId"]


class SigningCertificates(Listing):
    parameters = {"UserName": TAGGED}
    key = "CertificateId"
    count = 2
    can_change = False

    def set_up(self):
        self.iam.create_user(UserName=TAGGED)

    def add(self, number):
        certificate, _ = self_signed()
        made = self.iam.upload_signing_certificate(**self.parameters, CertificateBody=certificate)
        return made["Certificate"]["CertificateId"]


class ServerCertificates(Listing):
    key = "ServerCertificateName"

    def add(self, number):
        upload_server_certificate(self.iam, f"n{number}")

    def remove(self, number):
        self.iam.delete_server_certificate(ServerCertificateName=f"n{number}")


class Simulated(Listing):
    """The results of a simulation, one an action."""

    key = "EvalActionName"
    can_change = False
    source: dict = {"PolicyInputList": [ALLOW_ALL]}

    def set_up(self):
        if "PolicySourceArn" in self.source:
            self.iam.create_user(UserName=TAGGED)
        self.parameters = {**self.source, "ActionNames": [f"s3:Action{number}" for number in range(self.count)]}

    def add(self, number):
        return f"s3:Action{number}"


class SimulatedPrincipal(Simulated):
    source = {"PolicySourceArn": "arn:aws:iam::123456789012:user/it"}


def self_signed() -> tuple[str, str]:
    """A certificate of its own key, and the key, in PEM."""
    with tempfile.NamedTemporaryFile("r") as key:
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key.name, "-days", "30", "-subj",
             f"/CN={secrets.token_hex(8)}.example.com"], capture_output=True, text=True, check=True)
        return made.stdout, key.read()


def random_ssh_key() -> str:
    """An RSA key in OpenSSH's form. Nobody holds its other half."""
    modulus = (secrets.randbits(2048) | 1 << 2047 | 1).to_bytes(257, "big")
    blob = b"".join(struct.pack(">I", len(part)) + part for part in (b"ssh-rsa", b"\x01\x00\x01", modulus))
    return f"ssh-rsa {base64.b64encode(blob).decode()}"


def upload_server_certificate(iam, name):
    certificate, key = self_signed()
    iam.upload_server_certificate(ServerCertificateName=name, CertificateBody=certificate, PrivateKey=key)


def saml_metadata() -> str:
    """The metadata of an identity provider with one certificate."""
    certificate = "".join(self_signed()[0].splitlines()[1:-1])
    return f"""<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
    entityID="https://idp.example.com/metadata">
  <IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
    </KeyDescriptor>
    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
"""


LISTINGS = {
    "GetAccountAuthorizationDetails": AuthorizationDetails,
    "GetGroup": Members,
    "ListAccessKeys": AccessKeys,
    "ListAccountAliases": AccountAliases,
    "ListAttachedGroupPolicies": _attached("group"),
    "ListAttachedRolePolicies": _attached("role"),
    "ListAttachedUserPolicies": _attached("user"),
    "ListEntitiesForPolicy": EntitiesOfPolicy,
    "ListGroupPolicies": _inline("group"),
    "ListGroups": _entities("group", "Group"),
    "ListGroupsForUser": Memberships,
    "ListInstanceProfileTags": _tags("instance_profile", "InstanceProfileName"),
    "ListInstanceProfiles": _entities("instance_profile", "InstanceProfile"),
    "ListInstanceProfilesForRole": ProfilesOfRole,
    "ListMFADeviceTags": _tags("mfa_device", "SerialNumber"),
    "ListMFADevices": Devices,
    "ListOpenIDConnectProviderTags": _tags("open_id_connect_provider", "OpenIDConnectProviderArn"),
    "ListPolicies": Policies,
    "ListPolicyTags": _tags("policy", "PolicyArn"),
    "ListPolicyVersions": PolicyVersions,
    "ListRolePolicies": _inline("role"),
    "ListRoleTags": _tags("role", "RoleName"),
    "ListRoles": _entities("role", "Role", AssumeRolePolicyDocument=TRUST_EC2),
    "ListSAMLProviderTags": _tags("saml_provider", "SAMLProviderArn"),
    "ListSSHPublicKeys": SSHKeys,
    "ListServerCertificateTags": _tags("server_certificate", "ServerCertificateName"),
    "ListServerCertificates": ServerCertificates,
    "ListSigningCertificates": SigningCertificates,
    "ListUserPolicies": _inline("user"),
    "ListUserTags": _tags("user", "UserName"),
    "ListUsers": _entities("user", "User"),
    "ListVirtualMFADevices": VirtualDevices,
    "SimulateCustomPolicy": Simulated,
    "SimulatePrincipalPolicy": SimulatedPrincipal,
}
