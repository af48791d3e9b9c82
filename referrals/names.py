"""What the codes of a referral are called on a page. Pure: no Django.

Ethnic group and disability are the codes of the statutory returns (CIN census).
"""

from collections.abc import Iterable, Mapping

from referrals.rules import Answer, ChildKind, Section

UNKNOWN = "unknown"
OTHER = "other"

# The tasks of the form, as its task list calls them (pages.md 5C).
SECTION_NAMES: dict[Section, str] = {
    Section.WHO_CAN_KNOW: "Who can know",
    Section.CHILDREN: "Children",
    Section.FAMILY: "Family and household",
    Section.PROFESSIONALS: "Professionals",
    Section.WORRY: "The worry",
    Section.CIRCUMSTANCES: "Special circumstances",
    Section.SIGNS: "Signs of need",
    Section.LEVEL: "Level",
    Section.AGREEMENT: "Agreement and sharing",
    Section.TRIED: "What has been tried",
    Section.ABOUT_YOU: "About you",
}

KIND_NAMES: dict[str, str] = {
    ChildKind.CHILD: "A child",
    ChildKind.UNBORN: "An unborn baby",
    ChildKind.UNNAMED: "A child whose name I do not know",
}

ANSWER_NAMES: dict[str, str] = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.UNKNOWN: "I do not know",
}

SEX_NAMES: dict[str, str] = {"F": "Female", "M": "Male", "U": "I do not know"}

NO_FIXED_HOME = "no_fixed_home"
ADDRESS_UNKNOWN_NAMES: dict[str, str] = {
    NO_FIXED_HOME: "No fixed home",
    UNKNOWN: "I do not know",
}

ETHNICITY_NAMES: dict[str, str] = {
    "WBRI": "White British",
    "WIRI": "White Irish",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy or Roma",
    "WOTH": "Any other White background",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "BCRB": "Black Caribbean",
    "BAFR": "Black African",
    "BOTH": "Any other Black background",
    "CHNE": "Chinese",
    "OOTH": "Any other ethnic group",
    "REFU": "They do not want to say",
    "NOBT": "I do not know",
}

RELIGIONS: tuple[str, ...] = (
    "No religion",
    "Buddhist",
    "Christian",
    "Hindu",
    "Jewish",
    "Muslim",
    "Sikh",
    "I do not know",
)

LANGUAGES: tuple[str, ...] = (
    "English",
    "Albanian",
    "Amharic",
    "Arabic",
    "Bengali",
    "British Sign Language",
    "Bulgarian",
    "Cantonese",
    "Dari",
    "Farsi",
    "French",
    "Gujarati",
    "Hindi",
    "Igbo",
    "Italian",
    "Kurdish",
    "Lithuanian",
    "Makaton",
    "Mandarin",
    "Nepali",
    "Pashto",
    "Polish",
    "Portuguese",
    "Punjabi",
    "Romanian",
    "Russian",
    "Somali",
    "Spanish",
    "Sylheti",
    "Tamil",
    "Tigrinya",
    "Turkish",
    "Ukrainian",
    "Urdu",
    "Vietnamese",
    "Yoruba",
    "I do not know",
)

DISABILITY_NAMES: dict[str, str] = {
    "MOB": "Moving around",
    "HAND": "Using their hands",
    "PC": "Personal care",
    "INC": "Continence",
    "COMM": "Communication",
    "LD": "Learning",
    "HEAR": "Hearing",
    "VIS": "Sight",
    "BEH": "Behaviour",
    "CON": "Consciousness, for example epilepsy",
    "AUT": "Autism",
    "DDA": "Another disability",
}

SPECIAL_NEEDS_NAMES: dict[str, str] = {
    "none": "No extra help at school",
    "sen_support": "SEN support",
    "ehc_plan": "Education, health and care (EHC) plan",
    UNKNOWN: "I do not know",
}

NOT_TOLD_YET = "not_told_yet"
CHILD_MAY_KNOW_NAMES: dict[str, str] = {
    Answer.YES: "Yes, already knows",
    NOT_TOLD_YET: "Yes, not told yet",
    Answer.NO: "No, because…",
    Answer.UNKNOWN: "I do not know",
}

COMPLICATING_NAMES: dict[str, str] = {
    "domestic_abuse": "Domestic abuse",
    "mental_illness": "Mental illness",
    "drugs_or_alcohol": "Drugs or alcohol",
    "learning_difficulty": "A learning difficulty",
    "money_or_housing": "Money or housing",
    "none": "None of these",
    UNKNOWN: "I do not know",
}

HOW_KNOWN_NAMES: dict[str, str] = {
    "saw": "I saw or heard it",
    "child_told": "The child told me",
    "someone_told": "Someone else told me",
    "records": "It is in records",
}

PARENTS_KNOW_NAMES: dict[str, str] = {
    "all": "All know",
    "some": "Some know",
    "none": "None know, because…",
}

CAPACITY_NAMES: dict[str, str] = {
    "parental_responsibility": "They have parental responsibility",
    "expectant_mother": "She is the expectant mother",
    "council": "The council has parental responsibility",
    "carer": "They are a carer, and nobody with parental responsibility could be asked, because…",
    "young_person": "They are a young person who understands",
}

SHARING_NAMES: dict[str, str] = {
    "share_police": "Police",
    "share_health": "Health",
    "share_education": "School or education",
    "share_housing": "Housing",
    "share_probation": "Probation",
    "share_domestic_abuse": "Domestic abuse service",
    "share_youth_justice": "Youth offending service",
    "share_other": "Other services that could help",
}


def help_names(front_door: str, early_help: str) -> dict[str, str]:
    """Return what a family may agree to; the front door and the help by their names here."""
    return {
        "referral": f"This referral to the {front_door}",
        "family_wellbeing": f"Help from {early_help}",
        "level_2": "Help at level 2 only",
    }


HOW_AGREED_NAMES: dict[str, str] = {
    "paper": "Signed on paper",
    "screen": "Sign on this screen",
    "verbal": "Said yes, witnessed by…",
}

# As it is read back, where it has been done.
HOW_WAS_AGREED_NAMES: dict[str, str] = HOW_AGREED_NAMES | {"screen": "Signed on this screen"}

LEAD_CONSULTED_NAMES: dict[str, str] = {
    "yes": "Yes",
    "no": "No",
    "not_available": "Not available",
}

STAYING_INVOLVED_NAMES: dict[str, str] = {
    "joint_visit": "I can visit with a social worker",
    "keep_seeing": "I will keep seeing the child",
    "not_involved": "I will not be involved, because…",
}


def names_of(codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return the words for codes, in the order of the list they were chosen from."""
    chosen = set(codes)
    return [name for code, name in names.items() if code in chosen]
