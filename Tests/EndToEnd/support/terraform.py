"""Terraform with the AWS provider, run against a server."""

import json
import os
import pathlib
import shutil

import pytest

from .command_line import environment, run

TIMEOUT = 240
needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")


class Terraform:
    """A working copy of a configuration, and Terraform run in it against a server."""

    def __init__(self, account, directory, configuration):
        self.directory = directory / "configuration"
        shutil.copytree(configuration, self.directory, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        self.variables = environment(account.server, account.credentials, "us-east-1")
        self.variables.update(
            TF_IN_AUTOMATION="1", TF_INPUT="0", CHECKPOINT_DISABLE="1", TF_VAR_endpoint=account.server.url)
        mirror = pathlib.Path(os.environ.get("SALLYPORT_TF_MIRROR", "/opt/tf-plugins"))
        if mirror.is_dir():
            settings = directory / "terraform.rc"
            settings.write_text(
                f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
            self.variables["TF_CLI_CONFIG_FILE"] = str(settings)

    def initialise(self):
        """Gets the provider; skips the test where it cannot be had."""
        initialised = run(["terraform", "init", "-no-color"], self.variables, TIMEOUT, self.directory)
        if initialised.status != 0 and "registry" in initialised.errors:
            pytest.skip(f"the AWS provider cannot be had: {initialised.errors.strip().splitlines()[-1]}")
        assert initialised.status == 0, initialised.output + initialised.errors

    def run(self, *arguments, expect=(0,), **variables):
        """Runs Terraform; its output. `variables` are the configuration's own."""
        given = {f"TF_VAR_{name}": value if isinstance(value, str) else json.dumps(value)
                 for name, value in variables.items()}
        result = run(["terraform", *arguments, "-no-color"], {**self.variables, **given}, TIMEOUT, self.directory)
        assert result.status in expect, f"terraform {arguments[0]}: {result.status}\n{result.output}{result.errors}"
        return result

    def outputs(self) -> dict:
        return {name: entry["value"] for name, entry in json.loads(self.run("output", "-json").output).items()}

    def resources(self) -> list[dict]:
        """What the state holds: the resources, with address, type and values."""
        root = json.loads(self.run("show", "-json").output)["values"]["root_module"]
        return [resource for resource in root["resources"] if resource["mode"] == "managed"]
