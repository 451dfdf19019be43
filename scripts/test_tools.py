"""What the tests need: from Debian Chromium and its driver's library, PostgreSQL, git for the house rules, and curl for
an example of the docs; and the FHIR clients of other makers.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def postgresql_folder() -> Path | None:
    """Return the folder of PostgreSQL's server programs (Debian keeps them off the path), newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """Return Chromium's program."""
    return shutil.which("chromium")


def libatomic() -> Path | None:
    """Return the library that the program which drives Chromium is linked to; a bare Debian has it not."""
    return next(Path("/usr/lib").glob("*/libatomic.so.1"), None)


def missing() -> list[str]:
    """Return the Debian packages that are not there."""
    return [
        package
        for package, found in (
            ("chromium", chromium()),
            ("postgresql", postgresql_folder()),
            ("libatomic1", libatomic()),
            ("git", shutil.which("git")),
            ("curl", shutil.which("curl")),
        )
        if found is None
    ]


def main() -> None:
    """Install what is missing."""
    install_debian_packages()
    clients = subprocess.run([sys.executable, str(Path(__file__).with_name("fhir_clients.py"))], check=False)
    if clients.returncode:
        sys.exit(clients.returncode)


def install_debian_packages() -> None:
    """Install what is missing when root; else say what to ask for."""
    packages = missing()
    if not packages:
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {' and '.join(packages)}. Ask an administrator to run: {' '.join(command)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
