"""What the browser downloads to have cifbridge."""

import zipfile

import cifbridge
from cifbridge_workbench.build.wheel import own_wheel

# Bytes. The metadata is left out: it is the README, which no browser needs.
LIMIT = 88_500


def test_the_wheel_stays_small_and_keeps_what_a_type_checker_reads():
    with zipfile.ZipFile(own_wheel()) as wheel:
        files = [each for each in wheel.infolist() if not each.filename.endswith("/METADATA")]
    names = {each.filename for each in files}
    assert {"cifbridge/py.typed", "cifbridge/api/__init__.pyi"} <= names
    # In a zip, each file has a header before it and an entry in the directory, of 76 bytes and
    # twice its name.
    size = sum(each.compress_size + 76 + 2 * len(each.filename) for each in files)
    assert size <= LIMIT, sorted((each.compress_size, each.filename) for each in files)


def test_the_package_says_its_version():
    assert f"-{cifbridge.__version__}-" in own_wheel().name
