"""Fetch other people's readers and schemas, which tests of the exports use where they are there.

Usage: python tests/oracles/fetch.py FOLDER
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# What is taken out of source distributions, by its name there.
WANTED = {
    "ims_qtiasiv1p2p1.dtd": "unittests/data_imsqtiv1p2p1/ims_qtiasiv1p2p1.dtd",
    "mc_schema.json": "schema/mc_schema.json",
    "num_schema.json": "schema/num_schema.json",
    "string_schema.json": "schema/string_schema.json",
}


def main(folder: Path) -> None:
    """Fetch what is missing from a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).is_file() for name in WANTED):
        _schemas(folder)
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("no npm; the reader of GIFT is left out\n")
    elif not (folder / "node_modules" / "gift-pegjs").is_dir():
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit"], cwd=folder, check=True)


def _schemas(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--no-binary", ":all:", "--require-hashes", "--dest", temporary]
        subprocess.run([*command, "-r", str(HERE / "sources.txt")], check=True)
        for path in sorted(Path(temporary).glob("*.tar.gz")):
            with tarfile.open(path) as archive:
                for member in archive.getmembers():
                    for name, wanted in WANTED.items():
                        if member.name.partition("/")[2] == wanted:
                            content = archive.extractfile(member)
                            assert content is not None, f"{wanted} is no file"
                            (folder / name).write_bytes(content.read())


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
