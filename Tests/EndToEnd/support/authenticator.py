"""An authenticator app: a virtual MFA device's other half, by a library that is not Sallyport's."""

import time

import pyotp


class Authenticator:
    """Holds a seed, and shows the codes of the present moment or of steps beside it."""

    def __init__(self, answer):
        device = answer["VirtualMFADevice"]
        self.serial_number = device["SerialNumber"]
        self.seed = device["Base32StringSeed"].decode()
        self.totp = pyotp.TOTP(self.seed)

    def code(self, steps=0) -> str:
        """The code of the present step, or of one so many steps away."""
        return self.totp.at(time.time() + 30 * steps)

    def wrong_code(self) -> str:
        """A code that the device shows neither now nor soon."""
        near = {self.code(steps) for steps in range(-5, 6)}
        return next(code for code in (f"{number:06}" for number in range(20)) if code not in near)

    def pair(self) -> dict:
        """The last code and the present one, as EnableMFADevice and ResyncMFADevice take them.

        After these the code of the next step, `code(1)`, counts at once; no test has to wait.
        """
        return {"AuthenticationCode1": self.code(-1), "AuthenticationCode2": self.code()}

    def proof(self) -> dict:
        """What GetSessionToken and AssumeRole take, once after `pair`."""
        return {"SerialNumber": self.serial_number, "TokenCode": self.code(1)}


def device_of(account, user_name, name) -> Authenticator:
    """Makes a virtual device and enables it for a user."""
    device = Authenticator(account.iam.create_virtual_mfa_device(VirtualMFADeviceName=name))
    account.iam.enable_mfa_device(UserName=user_name, SerialNumber=device.serial_number, **device.pair())
    return device
