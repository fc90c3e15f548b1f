#!/usr/bin/env python3
"""Follows docs/verify-it-yourself.md to the letter, as a stranger would who copies its blocks.

    python3 testdata/third/follow.py FOLDER CERTIFICATE.pdf NETWORK-KEY.json [--no-browser]

FOLDER must not exist; it becomes the folder of step 1, with nothing in it but the files that the page asks for. Each block does
what its first line says:

    python NAME     is appended to the file NAME; of check.py it is then run, and what it prints beyond what the blocks
                    before it printed is what the next `text` block says, or nothing where none follows
    sh              is run by bash in the folder, which stops at the first command that fails
    sh background   is started, and ended at the end
    js console      is run in Chromium, in the page check.html, as if it were typed into the console
    text            is what the block before it printed

Any other block, and a `text` block with nothing before it, is a fault of the page. One thing is changed: the port 8000 becomes
one that is free. At the end the page itself is broken, in memory, to see that a wrong digest in it would have been found.
Ends with 1 if anything differs. Chromium is the program `chromium` or what CHROMIUM names.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "verify-it-yourself.md"
GIVEN = ["worked-1.json", "third/check.mjs", "third/check.html"]     # what the page tells the reader to put into the folder
LIMIT = 300                                                          # seconds that one block may take
LEAST = {"python": 9, "sh": 6, "js": 1, "text": 10, "certificates": 1}                  # a page that lost its blocks is not followed


class Fault(Exception):
    """The page does not do what it says; the text says where."""


class Block(NamedTuple):
    line: int
    words: list
    body: str


def blocks_of(page):
    found = []
    lines = page.split("\n")
    at = 0
    while at < len(lines):
        if lines[at].startswith("```"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("```")), None)
            if end is None or lines[end] != "```":
                raise Fault(f"line {at + 1}: the block does not end")
            found.append(Block(at + 1, lines[at][3:].split(), "".join(line + "\n" for line in lines[at + 1:end])))
            at = end
        at += 1
    return found


def run(command, folder, what):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT)
    if done.returncode != 0:
        raise Fault(f"{what}: ended with {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout.decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def in_console(folder, port, body, what):
    """What the block prints, typed into the console of check.html: a copy of the page whose console.log writes to the page."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not browser:
        raise Fault("no Chromium here: install chromium, or say --no-browser")
    log = 'console.log = (...what) => document.querySelector("#printed").append(what.join(" "), "\\n");\n'
    copy = (folder / "check.html").read_text(encoding="utf-8")
    (folder / "console.html").write_text(f'{copy}<pre id="printed"></pre><script type="module">\n{log}{body}</script>', encoding="utf-8")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [browser, "--headless=new", *sandbox, "--disable-gpu", "--no-first-run", "--disable-background-networking",
               f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom",
               f"http://127.0.0.1:{port}/console.html"]
    page = run(command, folder, what)
    printed = re.search(r'<pre id="printed">(.*?)</pre>', page, re.S)
    return printed.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if printed else ""


class Follower:
    def __init__(self, folder, browser):
        self.folder = folder
        self.browser = browser
        self.port = free_port()
        self.check_printed = ""
        self.background = []
        self.counts = {"python": 0, "sh": 0, "js": 0, "text": 0, "certificates": 0, "not run": 0}

    def follow(self, block):
        """What the block prints; None where it is not run."""
        what = f"line {block.line}"
        body = block.body.replace("8000", str(self.port))
        match block.words:
            case ["python", name] if re.fullmatch(r"[a-z]+\.py", name):
                with open(self.folder / name, "a", encoding="utf-8") as file:
                    file.write(block.body)
                return self.check(what) if name == "check.py" else ""
            case ["sh"]:
                printed = run(["bash", "-euc", body], self.folder, what)
                if "certificate.pdf" in body:        # its values are not in the page, but its verdict is known
                    if not printed.endswith("\nconclusion: valid\n"):
                        raise Fault(f"{what}: the certificate is not valid:\n{printed}")
                    self.counts["certificates"] += 1
                return printed
            case ["sh", "background"]:
                quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                process = subprocess.Popen(["bash", "-c", "exec " + body], cwd=self.folder, start_new_session=True, **quiet)
                self.background.append(process)
                self.wait_for_port(what)
                return ""
            case ["js", "console"]:
                return in_console(self.folder, self.port, body, what) if self.browser else None
            case _:
                raise Fault(f"{what}: nobody knows how to follow a block of {' '.join(block.words)!r}")

    def check(self, what):
        program = self.folder / "venv" / "bin" / "python"
        printed = run([program, "check.py", "code.txt", "key.json"], self.folder, what)
        if not printed.startswith(self.check_printed):
            raise Fault(f"{what}: what was printed before is not printed any more")
        new, self.check_printed = printed[len(self.check_printed):], printed
        return new

    def wait_for_port(self, what):
        for _ in range(100):
            with socket.socket() as probe:
                probe.settimeout(0.1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.background[-1].poll() is not None:
                break
            time.sleep(0.1)
        raise Fault(f"{what}: nothing serves the port")

    def end(self):
        for process in self.background:
            process.terminate()
            process.wait(timeout=10)

    def all(self, blocks):
        """Follows all of them; gives what each `text` block was compared with, as (block, printed)."""
        compared = []
        for at, block in enumerate(blocks):
            if block.words == ["text"]:
                if at == 0 or blocks[at - 1].words == ["text"]:
                    raise Fault(f"line {block.line}: nothing printed this")
                continue
            printed = self.follow(block)
            if printed is None:
                self.counts["not run"] += 1
                continue
            self.counts[block.words[0]] += 1
            says = blocks[at + 1] if at + 1 < len(blocks) and blocks[at + 1].words == ["text"] else None
            if says is not None:
                compare(says, printed)
                compared.append((says, printed))
                self.counts["text"] += 1
            elif block.words == ["python", "check.py"] and printed:
                raise Fault(f"line {block.line}: the page does not say that it prints {printed!r}")
        return compared


def compare(says, printed):
    if printed != says.body:
        raise Fault(f"line {says.line}: the page says\n{says.body}and this was printed:\n{printed}")


def broken_page_is_found(compared):
    """Every text block with one character changed must differ from what was printed: else the comparison compares nothing."""
    for says, printed in compared:
        at = len(says.body) // 2
        other = says.body[:at] + ("0" if says.body[at] != "0" else "1") + says.body[at + 1:]
        try:
            compare(says._replace(body=other), printed)
        except Fault:
            continue
        raise Fault(f"line {says.line}: a changed result is not noticed")


def main(words):
    browser = "--no-browser" not in words
    places = [word for word in words if not word.startswith("--")]
    if len(places) != 3 or set(words) - set(places) - {"--no-browser"}:
        print(__doc__, file=sys.stderr)
        return 2
    folder, certificate, key = (Path(place).resolve() for place in places)
    folder.mkdir(parents=True)
    for name in GIVEN:
        shutil.copy(HERE.parent / name, folder)
    shutil.copy(certificate, folder / "certificate.pdf")
    shutil.copy(key, folder / "network-key.json")
    blocks = blocks_of(PAGE.read_text(encoding="utf-8"))
    follower = Follower(folder, browser)
    try:
        compared = follower.all(blocks)
        broken_page_is_found(compared)
    except (Fault, subprocess.TimeoutExpired) as fault:
        print(f"docs/verify-it-yourself.md cannot be followed: {fault}", file=sys.stderr)
        return 1
    finally:
        follower.end()
    print("followed:", json.dumps(follower.counts))
    least = LEAST if browser else {**LEAST, "js": 0, "text": LEAST["text"] - 1}
    short = {name: number for name, number in least.items() if follower.counts[name] < number}
    if short:
        print(f"fewer blocks than the page has to have: {short}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
