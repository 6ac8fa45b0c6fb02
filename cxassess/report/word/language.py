"""The language that a Word document is proofread in, and whether Word may divide its long words."""

from collections.abc import Mapping

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

# Large type stays whole.
UNDIVIDED = (
    *("Heading 1", "Heading 2", "Heading 3", "Tile Value"),
    *("Cover Kicker", "Cover Title", "Cover Title Long", "Cover Sentence"),
)
# What the schema has after the elements that are put in here.
_AFTER_HYPHENATION = (
    *("w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps", "w:showEnvelope", "w:summaryLength"),
    *("w:clickAndTypeStyle", "w:defaultTableStyle", "w:evenAndOddHeaders", "w:bookFoldRevPrinting"),
    *("w:bookFoldPrinting", "w:bookFoldPrintingSheets", "w:drawingGridHorizontalSpacing"),
    *("w:drawingGridVerticalSpacing", "w:displayHorizontalDrawingGridEvery", "w:displayVerticalDrawingGridEvery"),
    *("w:doNotUseMarginsForDrawingGridOrigin", "w:drawingGridHorizontalOrigin", "w:drawingGridVerticalOrigin"),
    *("w:doNotShadeFormData", "w:noPunctuationKerning", "w:characterSpacingControl", "w:printTwoOnOne"),
    *("w:strictFirstAndLastChars", "w:noLineBreaksAfter", "w:noLineBreaksBefore", "w:savePreviewPicture"),
    *("w:doNotValidateAgainstSchema", "w:saveInvalidXml", "w:ignoreMixedContent", "w:alwaysShowPlaceholderText"),
    *("w:doNotDemarcateInvalidXml", "w:saveXmlDataOnly", "w:useXSLTWhenSaving", "w:saveThroughXslt"),
    *("w:showXMLTags", "w:alwaysMergeEmptyNamespace", "w:updateFields", "w:hdrShapeDefaults", "w:footnotePr"),
    *("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang"),
    *("w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:doNotAutoCompressPictures", "w:forceUpgrade"),
    *("w:captions", "w:readModeInkLockDown", "w:smartTagType", "w:shapeDefaults", "w:doNotEmbedSmartTags"),
    *("w:decimalSymbol", "w:listSeparator"),
)
_AFTER_UNDIVIDED = (
    *("w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi"),
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl"),
    *("w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)


def set_language(docx: DocxDocument, tag: str, own: Mapping[str, str], *, hyphenated: bool) -> None:
    """Proofread a document in a language, such as de-DE, unless its styles name that language or a kind of it.

    Args:
        own: our style to the document's own that stands for it.
        hyphenated: whether Word divides words at the ends of lines, but for large type.
    """
    styles = docx.styles.element
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:lang")) is None:
        defaults.append(_element(defaults, "w:lang"))
    for named in styles.iter(qn("w:lang")):
        if _primary(named.get(qn("w:val"), "")) != _primary(tag):
            named.set(qn("w:val"), tag)
    if not hyphenated:
        return
    settings = docx.settings.element
    if settings.find(qn("w:autoHyphenation")) is None:
        settings.insert_element_before(_element(settings, "w:autoHyphenation"), *_AFTER_HYPHENATION)
    for name in UNDIVIDED:
        properties = docx.styles[own.get(name, name)].element.get_or_add_pPr()
        if properties.find(qn("w:suppressAutoHyphens")) is None:
            undivided = _element(properties, "w:suppressAutoHyphens")
            properties.insert_element_before(undivided, *_AFTER_UNDIVIDED)


def _element(beside: BaseOxmlElement, tag: str) -> BaseOxmlElement:
    element: BaseOxmlElement = beside.makeelement(qn(tag), {})
    return element


def _primary(tag: str) -> str:
    """The language of a tag without its country."""
    return tag.partition("-")[0].casefold()
