"""Credentials as a value."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Credentials:
    """An access key, and the session token when it is a temporary one."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    @classmethod
    def of(cls, response: dict) -> "Credentials":
        """The credentials in an answer of STS, or in one of CreateAccessKey."""
        found = response.get("Credentials") or response["AccessKey"]
        return cls(found["AccessKeyId"], found["SecretAccessKey"], found.get("SessionToken"))

    def environment(self) -> dict[str, str]:
        """The variables by which AWS's tools take credentials."""
        variables = {"AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}
        if self.session_token is not None:
            variables["AWS_SESSION_TOKEN"] = self.session_token
        return variables
