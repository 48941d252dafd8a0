"""QTI 1.2 as Canvas reads it: by the DTD of IMS, like text2qti's, and whole in itself."""

import io
import re
import zipfile
from collections import Counter
from urllib.parse import unquote

import pytest

from support.exports import built, drawing, oracle, written
from support.read_canvas import metadata, quizzes

etree = pytest.importorskip("lxml.etree", reason="needs lxml")

# What Canvas has added to QTI, and text2qti writes as well.
CANVAS_OWN = b"<!ELEMENT points_per_item (#PCDATA)>"
OF_TEXT2QTI = """
Quiz title: Sample
Quiz description: text

1.  Which?
... general
+   right
*a) one
... said
b)  two

2.  Which ones?
... general
[*] one
[ ] two
... said
[*] three

3.  How many?
... general
=   4 +- 1

4.  Exactly?
=   5

5.  What word?
... general
*   word
*   words

6.  Say it.
... general
____

GROUP
pick: 1
points per question: 1

7.  Which of two?
*a) one
b)  two

8.  Which of the two?
a)  one
*b) two

END_GROUP
"""


def archive(content):
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture(scope="module")
def dtd():
    """The document type of IMS, with the one element that Canvas has added."""
    text = oracle("ims_qtiasiv1p2p1.dtd").read_bytes()
    return etree.DTD(io.BytesIO(text + CANVAS_OWN))


@pytest.fixture(scope="module")
def of_text2qti():
    """What text2qti makes of a quiz, as a zip."""
    config = pytest.importorskip("text2qti.config", reason="needs text2qti").Config()
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    return QTI(Quiz(OF_TEXT2QTI, config=config, source_name="sample")).zip_bytes()


def test_the_quizzes_are_valid(dtd):
    count = 0
    for root in quizzes(written("canvas")):
        assert dtd.validate(root), dtd.error_log.filter_from_errors()
        count += 1
    assert count == len({group.item.topic for group in built("canvas")[0]})


def test_the_document_type_takes_text2qti_and_not_everything(dtd, of_text2qti):
    (root,) = quizzes(of_text2qti)
    assert dtd.validate(root), dtd.error_log.filter_from_errors()
    root.find(".//respcondition").append(etree.Element("item"))
    assert not dtd.validate(root)


# text2qti leaves out that a single box is not shuffled; for words it says so.
_BOX = "presentation/response_str/render_fib/response_label"
ALSO = {"numerical_question": {(_BOX, (("rshuffle", "No"),))}}


def paths(item):
    """Return the ways from an item to its elements, with the attributes that are no names."""
    found = set()
    for element in item.iter():
        way = [element, *element.iterancestors()]
        tags = "/".join(one.tag for one in reversed(way[: way.index(item)]))
        kept = {k: v for k, v in element.attrib.items() if k not in ("ident", "linkrefid", "title")}
        found.add((tags, tuple(sorted(kept.items()))))
    return found


def test_items_are_built_as_those_of_text2qti(of_text2qti):
    theirs = {}
    for root in quizzes(of_text2qti):
        for item in root.iter("item"):
            type_ = metadata(item)["question_type"]
            theirs.setdefault(type_, set()).update(paths(item))
    assert len(theirs) == 5
    seen = Counter()
    for root in quizzes(written("canvas")):
        for item in root.iter("item"):
            type_ = metadata(item)["question_type"]
            if type_ in theirs:
                assert paths(item) - theirs[type_] <= ALSO.get(type_, set()), type_
                seen[type_] += 1
    assert set(seen) == set(theirs)


def test_names_are_unique_and_whatever_is_referred_to_exists():
    names = Counter()
    for root in quizzes(written("canvas")):
        for item in root.iter("item"):
            names[item.get("ident")] += 1
            labels = [one.get("ident") for one in item.iter("response_label")]
            type_ = metadata(item)["question_type"]
            if type_ == "matching_question":
                rows = [one.get("ident") for one in item.iter("response_lid")]
                assert len(set(rows)) == len(rows)
            else:
                assert len(set(labels)) == len(labels)
                rows = ["response1"]
            feedback = [one.get("ident") for one in item.iter("itemfeedback")]
            assert len(set(feedback)) == len(feedback)
            for element in item.iter("displayfeedback"):
                assert element.get("linkrefid") in feedback
            for element in item.iter("varequal", "vargte", "varlte"):
                assert element.get("respident") in rows
                if type_ in ("multiple_choice_question", "multiple_answers_question"):
                    assert element.text in labels
        names.update(section.get("ident") for section in root.iter("section"))
    assert {name for name, count in names.items() if count > 1} <= {"root_section"}


def test_feedback_is_not_hidden_by_a_condition_that_ends_the_search():
    for root in quizzes(written("canvas")):
        for item in root.iter("item"):
            conditions = item.findall("resprocessing/respcondition")
            ends = [one.get("continue") == "No" for one in conditions]
            assert not any(ends[:-1])
            assert conditions[0].find("displayfeedback").get("linkrefid") == "general_fb"


def test_numbers_are_written_in_the_way_that_old_and_new_quizzes_read_alike():
    numbers = 0
    for root in quizzes(written("canvas")):
        for item in root.iter("item"):
            if metadata(item)["question_type"] == "numerical_question":
                value, low, high = (
                    item.findtext(f".//{tag}") for tag in ("varequal", "vargte", "varlte")
                )
                assert len({value, low, high}) in (1, 3)
                assert all(re.fullmatch(r"-?\d+(\.\d+)?", text) for text in (value, low, high))
                numbers += 1
    assert numbers > 100


def test_variants_are_a_group_of_which_one_is_asked():
    groups = {group.item.id: group for group in built("canvas")[0]}
    sections = [
        section
        for root in quizzes(written("canvas"))
        for section in root.iter("section")
        if section.get("ident") != "root_section"
    ]
    several = {id_ for id_, group in groups.items() if len(group.questions) > 1}
    assert {section.get("title") for section in sections} == several
    for section in sections:
        assert section.findtext("selection_ordering/selection/selection_number") == "1"
        assert len(section.findall("item")) == len(groups[section.get("title")].questions)


def test_the_manifest_lists_every_file_and_every_file_is_there():
    content = archive(written("canvas"))
    manifest = etree.fromstring(content.read("imsmanifest.xml"))
    listed = {file.get("href") for file in manifest.iter("{*}file")}
    assert listed == {name for name in content.namelist() if not name.endswith("/")} - {
        "imsmanifest.xml"
    }
    identifiers = [one.get("identifier") for one in manifest.iter("{*}resource")]
    assert len(set(identifiers)) == len(identifiers)
    for dependency in manifest.iter("{*}dependency"):
        assert dependency.get("identifierref") in identifiers


def test_settings_name_the_quiz_that_they_belong_to():
    content = archive(written("canvas"))
    settings = [name for name in content.namelist() if name.endswith("assessment_meta.xml")]
    for name in settings:
        root = etree.fromstring(content.read(name))
        assert root.get("identifier") == name.partition("/")[0]
        groups = [g for g in built("canvas")[0] if root.findtext("{*}title").endswith(g.item.topic)]
        assert float(root.findtext("{*}points_possible")) == len(groups)
    assert len(settings) == len(list(quizzes(written("canvas"))))


def test_pictures_are_in_the_package():
    content = archive(written("canvas"))
    figures = [group.item.figure for group in built("canvas")[0] if group.item.figure]
    shown = {
        unquote(name)
        for root in quizzes(written("canvas"))
        for text in root.iter("mattext")
        for name in re.findall(r'src="%24IMS-CC-FILEBASE%24/([^"]*)"', text.text or "")
    }
    assert len(shown) == len({figure.file for figure in figures}) > 0
    assert {content.read(name) for name in shown} == {drawing(figure) for figure in figures}
