"""However a gateway writes its manifest: each file is found with its time, or it waits."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ingestion.load.manifest import UnreadableManifest, loose, read_manifest
from ingestion.load.moments import Look, Stated, read_moment

NAMES = st.lists(
    st.text("月报收支Lüé aB1-（）()", min_size=1, max_size=12).map(lambda stem: f"{stem}.xlsx"),
    min_size=1,
    max_size=5,
    unique_by=loose,
)
FOLDERS = st.sampled_from(["", "./", "2023-07/", "C:\\上报\\", "/data/in/"])


def decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


SPELLINGS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str.strip, str.upper, str.lower, decomposed]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])
SEPARATORS = st.sampled_from(",;\t")
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2024, 1, 1)).map(  # noqa: DTZ001 strategy
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
FORMS = st.sampled_from(
    ["{:%Y-%m-%dT%H:%M:%S+00:00}", "{:%Y-%m-%dT%H:%M:%SZ}", "{:%Y/%m/%d %H:%M:%S}Z"]
)


def digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()


@given(data=st.data(), names=NAMES, encoding=ENCODINGS, separator=SEPARATORS)
def test_every_file_is_found_with_its_time(
    data: st.DataObject, names: list[str], encoding: str, separator: str
) -> None:
    lines, sent = [separator.join(("file", "sha256", "sent_at"))], {}
    for name in names:
        sent[name] = data.draw(MOMENTS)
        written = data.draw(FOLDERS) + data.draw(SPELLINGS)(name)
        lines.append(separator.join((written, digest(name), data.draw(FORMS).format(sent[name]))))
    text = data.draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    manifest = read_manifest(text.encode(encoding)).of_folder(names)
    assert not manifest.without_file
    assert not manifest.damaged
    for name in names:
        stated, matches = manifest.judge(name, digest(name))
        assert matches
        assert stated is not None
        assert stated.moment == sent[name]
        assert manifest.judge(name, digest("other"))[1] is False


@given(st.binary(max_size=200))
def test_bytes_that_are_no_manifest_are_told(data: bytes) -> None:
    try:
        manifest = read_manifest(data)
    except UnreadableManifest:
        return
    assert all(line.name and line.sha256 for line in manifest.lines)


@given(st.text(max_size=40) | st.text("0123456789-/: TZ年月日上下午+.", max_size=40))
def test_no_time_ever_raises_an_error_and_none_in_the_future_counts(text: str) -> None:
    look = Look(days_early=10)
    for period in ("2023-07", "2203-07", "1000", "9999", "9999-12"):
        settled = look.settle(Stated(text, read_moment(text)), period)
        assert settled.at <= look.at
        assert (settled.at == look.at) == (settled.doubt is not None)
