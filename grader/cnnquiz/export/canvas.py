"""QTI 1.2 as Canvas writes and reads it: a zip with a quiz for each topic.

Sources: the QTI 1.2.1 binding of IMS, and what text2qti writes, which Canvas is known to read.
Where Canvas differs from QTI, Canvas is followed.
"""

from collections.abc import Sequence as Several
from urllib.parse import quote
from xml.etree import ElementTree as ET

from cnnquiz.export import page
from cnnquiz.export.archive import digest, xml, zipped
from cnnquiz.export.build import Abilities
from cnnquiz.export.canvas_item import add_item
from cnnquiz.export.formats import Format
from cnnquiz.export.question import Group, Picture

_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
# The place of a course's files, in addresses within HTML.
_FILES = "%24IMS-CC-FILEBASE%24"


def write(groups: Several[Group]) -> bytes:
    """Return a zip with a quiz for each topic; of an item's variants, it asks one."""
    topics: dict[str, list[Group]] = {}
    for group in groups:
        topics.setdefault(group.item.topic, []).append(group)
    pictures = {p.name: p for group in groups for q in group.questions if (p := q.picture)}
    files = {
        "imsmanifest.xml": xml(_manifest(list(topics), list(pictures.values()))),
        "non_cc_assessments/": b"",  # Canvas looks for it
    }
    for topic, own in topics.items():
        name = _name("quiz", topic)
        files[f"{name}/assessment_meta.xml"] = xml(_settings(topic, own))
        files[f"{name}/{name}.xml"] = xml(_quiz(topic, own))
    files |= {_path(picture): picture.svg for picture in pictures.values()}
    return zipped(files)


FORMAT = Format(abilities=Abilities(pairs=True, essays=True), write=write)


def _manifest(topics: list[str], pictures: list[Picture]) -> ET.Element:
    root = ET.Element("manifest", identifier=_name("manifest", *topics), xmlns=_PACKAGE)
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for topic in topics:
        quiz, settings = _name("quiz", topic), _name("settings", topic)
        main = ET.SubElement(resources, "resource", identifier=quiz, type="imsqti_xmlv1p2")
        ET.SubElement(main, "file", href=f"{quiz}/{quiz}.xml")
        ET.SubElement(main, "dependency", identifierref=settings)
        _resource(
            resources,
            settings,
            "associatedcontent/imscc_xmlv1p1/learning-application-resource",
            f"{quiz}/assessment_meta.xml",
        )
    for picture in pictures:
        _resource(resources, _name("picture", picture.name), "webcontent", _path(picture))
    return root


def _resource(parent: ET.Element, name: str, type_: str, path: str) -> None:
    element = ET.SubElement(parent, "resource", identifier=name, type=type_, href=path)
    ET.SubElement(element, "file", href=path)


def _settings(topic: str, groups: list[Group]) -> ET.Element:
    """Return how Canvas is to run a quiz; a teacher can change all of it there."""
    root = ET.Element("quiz", identifier=_name("quiz", topic), xmlns=_CANVAS)
    values = {
        "title": _title(topic),
        "description": "",
        "shuffle_answers": "true",
        "scoring_policy": "keep_highest",
        "hide_results": "",
        "quiz_type": "practice_quiz",
        "points_possible": f"{len(groups)}.0",
        "show_correct_answers": "true",
        "allowed_attempts": "-1",
        "one_question_at_a_time": "false",
        "cant_go_back": "false",
        "available": "false",
    }
    for name, value in values.items():
        ET.SubElement(root, name).text = value
    return root


def _quiz(topic: str, groups: list[Group]) -> ET.Element:
    root = ET.Element("questestinterop", xmlns=_QTI)
    root.set("xmlns:xsi", _SCHEMA)
    root.set("xsi:schemaLocation", f"{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd")
    name = _name("quiz", topic)
    assessment = ET.SubElement(root, "assessment", ident=name, title=_title(topic))
    field = ET.SubElement(ET.SubElement(assessment, "qtimetadata"), "qtimetadatafield")
    ET.SubElement(field, "fieldlabel").text = "cc_maxattempts"
    ET.SubElement(field, "fieldentry").text = "unlimited"
    section = ET.SubElement(assessment, "section", ident="root_section")
    for group in groups:
        home = _draw_one(section, group) if len(group.questions) > 1 else section
        for question in group.questions:
            picture = question.picture
            source = f"{_FILES}/{quote(_path(picture))}" if picture else None
            add_item(home, question, page.asked(question, source))
    return root


def _draw_one(section: ET.Element, group: Group) -> ET.Element:
    """Return a section of which Canvas asks one question."""
    name = _name("group", group.item.id)
    own = ET.SubElement(section, "section", ident=name, title=group.item.id)
    selection = ET.SubElement(ET.SubElement(own, "selection_ordering"), "selection")
    ET.SubElement(selection, "selection_number").text = "1"
    extension = ET.SubElement(selection, "selection_extension")
    ET.SubElement(extension, "points_per_item").text = "1.0"
    return own


def _title(topic: str) -> str:
    return f"cnnquiz: {topic}"


def _path(picture: Picture) -> str:
    return f"images/{picture.name}"


def _name(*parts: str) -> str:
    return f"cnnquiz_{digest(*parts)}"
