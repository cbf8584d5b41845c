"""Company names, as far as they tell companies apart."""

from handfast.record import sql

LEGAL_FORMS = (
    "inc incorporated corp corporation co company cos llc lllp llp lp pllc pc ltd limited plc cic unlimited",
    "gmbh mbh ggmbh ag kg kgaa ohg ug gbr ev eg eu stiftung",
    "sa sas sasu sarl eurl snc sca scop selarl srl srls spa sapa scarl sl slu slne slp cb sc scp",
    "bv nv vof bvba sprl cvba asbl vzw ab hb aktiebolag oy oyj ky as asa ans aps ivs ks sf hf ehf",
    "sro spolsro zrt kft nyrt rt bt kkt doo dd jdoo ood eood ad ead zoo spzoo spj spk ska sia uab oü ou ao ooo oao zao pao",
    "ltda eireli epp sab sapi de cv rl sadecv sapidecv srldecv eirl spa saa",
    "pty pte pvt private public bhd sdn berhad kk gk yk tbk pt psc fze fzco fzllc wll sarlau jsc pjsc ojsc cjsc llpc se sce",
)
"""Legal forms, without punctuation, of companies in the Americas, Europe and Asia: ours, after the forms that ISO 20275's list names most."""

_WORDS = sorted({form for line in LEGAL_FORMS for form in line.split()}, key=lambda form: (-len(form), form))
_SPELT = (
    "a s",
    "s a",
    "s r o",
    "s p a",
    "s r l",
    "d o o",
    "sp zoo",
    "sp z oo",
    "sp z o o",
    "z o o",
    "k k",
    "l l c",
    "b v",
    "n v",
    "s l",
    "s a s",
)
_LETTERS = "ß=ss æ=ae ø=o œ=oe ł=l đ=d ð=d þ=th ı=i"


def company_key(column: str) -> str:
    """SQL: a company's name as it is compared: `Müller & Söhne GmbH & Co. KG` is `muller sohne`, `The ACME Corp.` is `acme`.

    Accents, case, punctuation, a leading article, `and`, and legal forms at the end are left out; where nothing else would be left, they stay.
    NULL where there is no letter or digit.
    """
    plain = f"lower(strip_accents({column}))"
    for pair in _LETTERS.split():
        letter, latin = pair.split("=")
        plain = f"replace({plain}, {sql.text(letter)}, {sql.text(latin)})"
    plain = f"regexp_replace({plain}, '[.''’´`]', '', 'g')"
    plain = f"regexp_replace({plain}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')"
    plain = f"trim(regexp_replace(' ' || {plain} || ' ', ' (and|und|et|y|e) ', ' ', 'g'))"
    plain = f"regexp_replace({plain}, '^the (.)', '\\1')"
    forms = "|".join([*_SPELT, *_WORDS])
    return f"nullif(regexp_replace({plain}, '^(.+?)( ({forms}))+$', '\\1'), '')"
