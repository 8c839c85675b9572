"""Virtual MFA devices: made, scanned, enabled, resynchronised, listed, tagged and taken away."""

import io
import urllib.parse

import PIL.Image
import pyotp
import pytest
import zxingcpp

from support.authenticator import Authenticator, device_of
from support.policies import allow
from support.refusals import conflict, constraint, denied, invalid, missing, over_quota, refused, taken

WRONG_CODE = ("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.")


@pytest.fixture
def phone(iam):
    return Authenticator(iam.create_virtual_mfa_device(VirtualMFADeviceName="phone"))


def unknown(serial_number):
    return missing(f"VirtualMFADevice with serial number {serial_number} doesn't exist.")


def serials(iam, **parameters):
    return [device["SerialNumber"] for device in iam.list_virtual_mfa_devices(**parameters)["VirtualMFADevices"]]


# Making

def test_a_new_device_shows_its_seed_once(account):
    made = account.iam.create_virtual_mfa_device(
        VirtualMFADeviceName="phone", Path="/ops/", Tags=[{"Key": "team", "Value": "blue"}])["VirtualMFADevice"]
    assert made["SerialNumber"] == account.name_of("mfa", "ops/phone")
    assert len(made["Base32StringSeed"]) == 64
    assert made["Tags"] == [{"Key": "team", "Value": "blue"}]
    listed = account.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert listed == [{"SerialNumber": made["SerialNumber"]}]


@pytest.mark.parametrize("name", ["phone", "alice+work=1,@x.y_z-0"])
def test_the_picture_can_be_scanned(account, name):
    device = account.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    picture = PIL.Image.open(io.BytesIO(device["QRCodePNG"]))
    assert picture.format == "PNG"
    [code] = zxingcpp.read_barcodes(picture)
    seed = device["Base32StringSeed"].decode()
    link = urllib.parse.urlsplit(code.text)
    assert (link.scheme, link.netloc, link.query) == ("otpauth", "totp", f"secret={seed}")
    assert urllib.parse.unquote(link.path) == f"/{name}@{account.id}"
    assert pyotp.parse_uri(code.text).secret == seed


def test_the_picture_names_the_account_by_its_alias(account):
    account.iam.create_account_alias(AccountAlias="example-corp")
    device = account.iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    [code] = zxingcpp.read_barcodes(PIL.Image.open(io.BytesIO(device["QRCodePNG"])))
    assert code.text.startswith("otpauth://totp/phone@example-corp?secret=")


def test_no_two_devices_share_a_seed(iam):
    seeds = {Authenticator(iam.create_virtual_mfa_device(VirtualMFADeviceName=f"d{n}")).seed for n in range(20)}
    assert len(seeds) == 20


def test_a_name_is_taken_at_its_path_only(iam, phone):
    with taken("MFADevice entity at the same path and name already exists."):
        iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Path="/other/")


def test_a_serial_number_that_nobody_could_send_is_refused(iam):
    with refused("InvalidInput", 400):
        iam.create_virtual_mfa_device(VirtualMFADeviceName="x" * 200, Path="/" + "y" * 100 + "/")
    with invalid(constraint("virtualMFADeviceName", "", "have length greater than or equal to 1")):
        iam.create_virtual_mfa_device(VirtualMFADeviceName="")


# Enabling

def test_a_device_is_enabled_with_two_consecutive_codes(account, phone):
    user = account.user("alice")
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    [device] = account.iam.list_mfa_devices(UserName="alice")["MFADevices"]
    assert device["UserName"] == "alice"
    assert device["SerialNumber"] == phone.serial_number
    [listed] = account.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert listed["EnableDate"] == device["EnableDate"]
    assert listed["User"]["Arn"] == user.arn
    assert listed["User"]["UserId"] == user.id
    got = account.iam.get_mfa_device(SerialNumber=phone.serial_number, UserName="alice")
    assert (got["UserName"], got["EnableDate"]) == ("alice", device["EnableDate"])


def test_codes_that_are_wrong_in_any_way_enable_nothing(account, phone):
    account.user("alice")
    now, last, older = phone.code(), phone.code(-1), phone.code(-4)
    for codes in [(now, last), (now, now), (older, now), (phone.wrong_code(), now), (last, phone.wrong_code())]:
        with refused(*WRONG_CODE):
            account.iam.enable_mfa_device(
                UserName="alice", SerialNumber=phone.serial_number, AuthenticationCode1=codes[0],
                AuthenticationCode2=codes[1])
    assert account.iam.list_mfa_devices(UserName="alice")["MFADevices"] == []


def test_what_cannot_be_enabled(account, phone):
    account.user("alice")
    account.user("bob")
    with missing("The user with name carol cannot be found."):
        account.iam.enable_mfa_device(UserName="carol", SerialNumber=phone.serial_number, **phone.pair())
    absent = account.name_of("mfa", "none")
    with unknown(absent):
        account.iam.enable_mfa_device(UserName="alice", SerialNumber=absent, **phone.pair())
    with unknown("GAHT12345678"):
        account.iam.enable_mfa_device(UserName="alice", SerialNumber="GAHT12345678", **phone.pair())
    with invalid(constraint("authenticationCode1", "12345", "have length greater than or equal to 6"),
                 constraint("authenticationCode2", "12345x", r"satisfy regular expression pattern: [\d]+")):
        account.iam.enable_mfa_device(
            UserName="alice", SerialNumber=phone.serial_number, AuthenticationCode1="12345",
            AuthenticationCode2="12345x")
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    for name in ("alice", "bob"):
        with taken(f"The MFA device {phone.serial_number} is already in use."):
            account.iam.enable_mfa_device(UserName=name, SerialNumber=phone.serial_number, **phone.pair())


def test_a_user_may_have_eight_devices(account):
    account.user("alice")
    names = [f"device-{number}" for number in range(8)]
    for name in names:
        device_of(account, "alice", name)
    listed = account.iam.list_mfa_devices(UserName="alice")["MFADevices"]
    assert [device["SerialNumber"] for device in listed] == [account.name_of("mfa", name) for name in names]
    with over_quota("Cannot exceed quota for MFADevicesPerUser: 8"):
        device_of(account, "alice", "ninth")


def test_an_enabling_code_does_not_count_again(account, phone):
    alice = account.user("alice", allow("*"))
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    for steps in (-1, 0):
        with refused("AccessDenied", 403):
            alice.sts.get_session_token(SerialNumber=phone.serial_number, TokenCode=phone.code(steps))
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=phone.serial_number)
    with refused(*WRONG_CODE):
        account.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())


# Resynchronising

def test_a_device_whose_clock_is_off_is_brought_back(account):
    alice = account.user("alice")
    phone = device_of(account, "alice", "phone")
    wrong = {"SerialNumber": phone.serial_number, "TokenCode": phone.code(20)}
    with refused("AccessDenied", 403):
        alice.sts.get_session_token(**wrong)
    account.iam.resync_mfa_device(
        UserName="alice", SerialNumber=phone.serial_number, AuthenticationCode1=phone.code(18),
        AuthenticationCode2=phone.code(19))
    alice.sts.get_session_token(SerialNumber=phone.serial_number, TokenCode=phone.code(20))


def test_what_cannot_be_resynchronised(account, phone):
    account.user("alice")
    with missing("MFA Device invalid for user."):
        account.iam.resync_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    account.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    for codes in [(18, 20), (19, 18), (200, 201)]:
        with refused(*WRONG_CODE):
            account.iam.resync_mfa_device(
                UserName="alice", SerialNumber=phone.serial_number, AuthenticationCode1=phone.code(codes[0]),
                AuthenticationCode2=phone.code(codes[1]))


# Listing

def test_devices_are_listed_by_whether_somebody_has_them(account, phone):
    account.user("alice")
    device_of(account, "alice", "alices")
    alices = account.name_of("mfa", "alices")
    assert serials(account.iam) == [alices, phone.serial_number]
    assert serials(account.iam, AssignmentStatus="Any") == [alices, phone.serial_number]
    assert serials(account.iam, AssignmentStatus="Assigned") == [alices]
    assert serials(account.iam, AssignmentStatus="Unassigned") == [phone.serial_number]
    first = account.iam.list_virtual_mfa_devices(MaxItems=1)
    assert first["IsTruncated"] and len(first["VirtualMFADevices"]) == 1
    assert serials(account.iam, Marker=first["Marker"]) == [phone.serial_number]
    with invalid(constraint("assignmentStatus", "Lost", "satisfy enum value set: [Assigned, Unassigned, Any]")):
        account.iam.list_virtual_mfa_devices(AssignmentStatus="Lost")


def test_without_a_name_the_callers_devices_are_meant(account):
    alice = account.user("alice", allow(["iam:ListMFADevices", "iam:GetMFADevice", "iam:DeactivateMFADevice"]))
    phone = device_of(account, "alice", "phone")
    assert [device["UserName"] for device in alice.iam.list_mfa_devices()["MFADevices"]] == ["alice"]
    assert alice.iam.get_mfa_device(SerialNumber=phone.serial_number)["UserName"] == "alice"
    alice.iam.deactivate_mfa_device(SerialNumber=phone.serial_number)
    assert alice.iam.list_mfa_devices()["MFADevices"] == []
    with missing("MFA Device invalid for user."):
        alice.iam.get_mfa_device(SerialNumber=phone.serial_number)


def test_the_account_summary_counts_devices(account, phone):
    account.user("alice")
    device_of(account, "alice", "alices")
    summary = account.iam.get_account_summary()["SummaryMap"]
    assert (summary["MFADevices"], summary["MFADevicesInUse"], summary["AccountMFAEnabled"]) == (2, 1, 0)


# Taking away

def test_a_device_is_deleted_after_it_was_deactivated(account):
    account.user("alice")
    phone = device_of(account, "alice", "phone")
    with conflict("MFA VirtualDevice in use. Must deactivate first."):
        account.iam.delete_virtual_mfa_device(SerialNumber=phone.serial_number)
    with missing("MFA Device invalid for user."):
        account.user("bob")
        account.iam.deactivate_mfa_device(UserName="bob", SerialNumber=phone.serial_number)
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=phone.serial_number)
    account.iam.delete_virtual_mfa_device(SerialNumber=phone.serial_number)
    assert serials(account.iam) == []
    with unknown(phone.serial_number):
        account.iam.delete_virtual_mfa_device(SerialNumber=phone.serial_number)


def test_a_user_is_deleted_after_its_devices(account):
    account.iam.create_user(UserName="alice")
    phone = device_of(account, "alice", "phone")
    with conflict("Cannot delete entity, must delete MFA device first."):
        account.iam.delete_user(UserName="alice")
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=phone.serial_number)
    account.iam.delete_user(UserName="alice")


def test_a_renamed_user_keeps_its_devices(account):
    account.user("alice")
    phone = device_of(account, "alice", "phone")
    account.iam.update_user(UserName="alice", NewUserName="alicia")
    assert account.iam.get_mfa_device(SerialNumber=phone.serial_number, UserName="alicia")["UserName"] == "alicia"


# The root user

def test_the_root_user_has_devices_under_the_accounts_number(account):
    phone = device_of(account, account.id, "root-account-mfa-device")
    [listed] = account.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert listed["User"]["Arn"] == f"arn:aws:iam::{account.id}:root"
    assert listed["User"]["UserId"] == account.id
    [device] = account.iam.list_mfa_devices()["MFADevices"]
    assert (device["UserName"], device["SerialNumber"]) == (account.id, phone.serial_number)
    assert account.iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 1
    admin = account.user("admin", allow("*"))
    with missing(f"The user with name {account.id} cannot be found."):
        admin.iam.deactivate_mfa_device(UserName=account.id, SerialNumber=phone.serial_number)
    account.iam.deactivate_mfa_device(SerialNumber=phone.serial_number)
    assert account.iam.list_mfa_devices()["MFADevices"] == []


# Tags and permissions

def test_devices_have_tags(account, phone):
    iam, serial = account.iam, {"SerialNumber": phone.serial_number}
    iam.tag_mfa_device(**serial, Tags=[{"Key": "team", "Value": "blue"}, {"Key": "Stage", "Value": "dev"}])
    iam.untag_mfa_device(**serial, TagKeys=["stage"])
    assert iam.list_mfa_device_tags(**serial)["Tags"] == [{"Key": "team", "Value": "blue"}]
    with unknown(account.name_of("mfa", "none")):
        iam.tag_mfa_device(SerialNumber=account.name_of("mfa", "none"), Tags=[{"Key": "a", "Value": "b"}])
    with refused("InvalidInput", 400):
        iam.tag_mfa_device(**serial, Tags=[{"Key": "aws:x", "Value": "b"}])
    blue = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    alice = account.user("alice", allow("iam:DeleteVirtualMFADevice", Condition=blue))
    other = iam.create_virtual_mfa_device(VirtualMFADeviceName="other")["VirtualMFADevice"]["SerialNumber"]
    with denied(alice, "iam:DeleteVirtualMFADevice", other):
        alice.iam.delete_virtual_mfa_device(SerialNumber=other)
    alice.iam.delete_virtual_mfa_device(**serial)


def test_the_usual_policy_for_managing_ones_own_device(account):
    own = [
        allow("iam:CreateVirtualMFADevice", f"arn:aws:iam::{account.id}:mfa/${{aws:username}}"),
        allow(["iam:EnableMFADevice", "iam:ListMFADevices"], f"arn:aws:iam::{account.id}:user/${{aws:username}}"),
    ]
    alice = account.user("alice", *own)
    with denied(alice, "iam:CreateVirtualMFADevice", account.name_of("mfa", "bob")):
        alice.iam.create_virtual_mfa_device(VirtualMFADeviceName="bob")
    phone = Authenticator(alice.iam.create_virtual_mfa_device(VirtualMFADeviceName="alice"))
    account.user("bob")
    with denied(alice, "iam:EnableMFADevice", "user bob"):
        alice.iam.enable_mfa_device(UserName="bob", SerialNumber=phone.serial_number, **phone.pair())
    alice.iam.enable_mfa_device(UserName="alice", SerialNumber=phone.serial_number, **phone.pair())
    with denied(alice, "iam:CreateVirtualMFADevice", account.name_of("mfa", "alice")):
        account.iam.put_user_policy(UserName="alice", PolicyName="granted", PolicyDocument=NO_TAGS)
        alice.iam.create_virtual_mfa_device(VirtualMFADeviceName="alice", Tags=[{"Key": "a", "Value": "b"}])


NO_TAGS = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:TagMFADevice", "Resource": "*"}}'


# On disk

def test_devices_and_used_codes_survive_a_restart(disk_server):
    from support.callers import Account
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    account.user("alice", allow("*"))
    phone = device_of(account, "alice", "phone")
    alice = account.user("bob", allow("*"))
    second = device_of(account, "bob", "second")
    proof = second.proof()
    alice.sts.get_session_token(**proof)
    disk_server.kill()
    stored = b"".join(path.read_bytes() for path in disk_server.data_directory.glob("identity.sqlite*"))
    assert phone.seed.encode() not in stored
    disk_server.start()
    with refused("AccessDenied", 403, "MultiFactorAuthentication failed with invalid MFA one time pass code. "):
        alice.sts.get_session_token(**proof)
    account.iam.resync_mfa_device(UserName="alice", SerialNumber=phone.serial_number, AuthenticationCode1=phone.code(3),
                                  AuthenticationCode2=phone.code(4))
    assert serials(account.iam, AssignmentStatus="Assigned") == [phone.serial_number, second.serial_number]
