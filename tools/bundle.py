"""make bundle: a folder for an office without Internet, with everything that the program needs on Windows and Linux."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from packaging.markers import Marker, default_environment

ROOT = Path(__file__).parents[1]
INTO = ROOT / "output" / "bundle"
LOCK = ROOT / "requirements" / "office.txt"
OPENERS = Path(__file__).parent / "openers"  # the .bat and .sh files, copied as they are
VERSION = "3.11"
WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "python_version": VERSION,
    "python_full_version": f"{VERSION}.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "implementation_version": f"{VERSION}.9",
}
LINUX = WINDOWS | {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}
PLATFORMS = {  # folder -> the tags of wheels that fit there, and what markers are judged by
    "windows": (("win_amd64",), WINDOWS),
    "linux": (("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"), LINUX),
}


def wanted(lock: str, environment: dict[str, str]) -> str:
    """The lines of the lock, with their hashes, that count in an environment; without their markers, which pip would judge by ours."""
    kept = []
    for entry in re.split(r"\n(?=[^\s#])", lock.strip()):
        pinned, _, rest = entry.partition(" ")
        marker = re.match(r"; ([^\\\n]+)", rest)
        if marker is None or Marker(marker[1].strip()).evaluate(dict(default_environment()) | environment):
            kept.append(pinned + " " + (rest[marker.end() :] if marker else rest).lstrip())
    return "\n".join(kept) + "\n"


def build(into: Path, interpreter: Path | None = None) -> None:
    """The folder, made anew; `interpreter`: the embeddable zip of Python for Windows that the office's IT supplies."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for opener in OPENERS.iterdir():
        (into / opener.name).write_bytes(opened(opener))
        shutil.copymode(opener, into / opener.name)
    for folder, (tags, environment) in PLATFORMS.items():
        _wheels(into / folder, tags, environment)
    (into / "input").mkdir()
    for name in ("README.zh-CN.md", "LICENSE", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, into / name)
    if interpreter is not None:
        _put_in(interpreter, into)


def opened(opener: Path) -> bytes:
    """A file to be opened by a double click, with the line ends of its system."""
    content = opener.read_bytes().replace(b"\r\n", b"\n")
    return content if opener.suffix == ".sh" else content.replace(b"\n", b"\r\n")


def _wheels(into: Path, tags: tuple[str, ...], environment: dict[str, str]) -> None:
    """The wheels of the lock for one system and our own, and the lock that names them with their hashes."""
    into.mkdir()
    lock = into / "lock.txt"
    lock.write_text(wanted(LOCK.read_text(encoding="utf-8"), environment), encoding="utf-8")
    fits = [word for tag in tags for word in ("--platform", tag)]
    words = ["--no-deps", "--only-binary=:all:", "--python-version", VERSION, "--implementation", "cp", *fits]
    _pip("download", *words, "--dest", str(into), "-r", str(lock))
    with tempfile.TemporaryDirectory() as copy:  # so that nothing of an earlier build is shipped again
        for name in ("pipeline", "schemas", "templates"):
            shutil.copytree(ROOT / name, Path(copy) / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(ROOT / name, Path(copy) / name)
        _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into), copy)
    (own,) = into.glob("dualstar-*.whl")
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    with lock.open("a", encoding="utf-8") as lines:
        lines.write(f"dualstar=={own.name.split('-')[1]} --hash=sha256:{digest}\n")


def _put_in(interpreter: Path, into: Path) -> None:
    """Python itself beside the wheels, everything installed in it; nothing is left to do at the office."""
    with ZipFile(interpreter) as archive:
        archive.extractall(into / "python")
    paths = into / "python" / f"python{VERSION.replace('.', '')}._pth"
    if not paths.is_file():
        raise SystemExit(f"{interpreter} 不是 Windows 64 位的 Python {VERSION} embeddable 压缩包")
    with paths.open("a", encoding="utf-8") as lines:
        lines.write("\nLib\\site-packages\n")
    words = ["--target", str(into / "python" / "Lib" / "site-packages"), "--platform", "win_amd64"]
    words += ["--python-version", VERSION, "--only-binary=:all:", "--no-deps", "--no-index"]
    _pip("install", *words, "--find-links", str(into / "windows"), "-r", str(into / "windows" / "lock.txt"))


def _pip(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True
    )


def main(words: list[str]) -> int:
    """The folder in output/bundle, and how large it is."""
    interpreter = Path(words[0]) if words else None
    if interpreter is not None and not interpreter.is_file():
        print(f"没有文件 {interpreter}", file=sys.stderr)
        return 2
    build(INTO, interpreter)
    size = sum(path.stat().st_size for path in INTO.rglob("*") if path.is_file())
    print(f"{INTO}：{size // 1_000_000} MB。整个文件夹拷到办公室的电脑上，双击“双星.bat”。")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
