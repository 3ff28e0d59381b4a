"""The words of marks of confidentiality, in the languages that companies write them in."""

SECRET, CONFIDENTIAL, INTERNAL = "label.secret", "label.confidential", "label.internal"
"""The kinds, the strongest first."""

MARKS = {
    SECRET: (
        "strictly confidential, strictly private and confidential, highly confidential, most confidential, top secret, "
        "strictly secret, company secret, trade secret, confidential restricted, "
        "streng vertraulich, strengstens vertraulich, streng geheim, vs vertraulich, geschäftsgeheimnis, "
        "betriebsgeheimnis, strictement confidentiel, très confidentiel, hautement confidentiel, secret défense, "
        "très secret, secret des affaires, estrictamente confidencial, altamente confidencial, muy confidencial, "
        "alto secreto, máximo secreto, secreto empresarial, strettamente riservato, strettamente confidenziale, "
        "strikt vertrouwelijk, strikt geheim, tlp red"
    ),
    CONFIDENTIAL: (
        "confidential, company confidential, business confidential, client confidential, commercial in confidence, "
        "commercially sensitive, private and confidential, confidential and proprietary, proprietary and confidential, "
        "confidential draft, privileged and confidential, confidential and privileged, attorney client privilege, "
        "attorney client privileged, attorney work product, official sensitive, sensitive but unclassified, "
        "controlled unclassified information, eu restricted, nato restricted, nato confidential, company proprietary, "
        "vertraulich, firmenvertraulich, betriebsvertraulich, geschäftlich vertraulich, vertraulicher entwurf, "
        "persönlich vertraulich, persönlich und vertraulich, privat und vertraulich, vertraulich und persönlich, "
        "vertraulich behandeln, bitte vertraulich behandeln, vs nfd, vsnfd, vs nur für den dienstgebrauch, "
        "nur für den dienstgebrauch, verschlusssache, verschlusssachen, verschlussache, "
        "confidentiel, confidentielle, confidentiel entreprise, confidentiel défense, diffusion restreinte, "
        "diffusion limitée, document confidentiel, personnel et confidentiel, restreint ue, "
        "confidencial, documento confidencial, difusión limitada, difusión restringida, privado y confidencial, "
        "personal y confidencial, uso restringido, "
        "riservato, confidenziale, documento riservato, vertrouwelijk, bedrijfsvertrouwelijk, "
        "tlp amber, tlp amber+strict"
    ),
    INTERNAL: (
        "internal use only, for internal use only, for internal use, internal use, internal only, company internal, "
        "strictly internal, internal document, internal distribution only, for internal distribution only, "
        "for official use only, employees only, for employees only, do not distribute, not for distribution, "
        "not for external distribution, do not share externally, not for public release, not for circulation, "
        "do not forward, nur für den internen gebrauch, nur zum internen gebrauch, nur für internen gebrauch, "
        "zum internen gebrauch, für den internen gebrauch, nur zur internen verwendung, nur für interne zwecke, "
        "nur für den dienstlichen gebrauch, nur für den internen dienstgebrauch, interner gebrauch, nur intern, "
        "streng intern, firmenintern, betriebsintern, unternehmensintern, internes dokument, nicht zur weitergabe, "
        "nicht zur weitergabe bestimmt, nicht weitergeben, keine weitergabe an dritte, "
        "nicht für die öffentlichkeit bestimmt, à usage interne, usage interne, usage interne uniquement, "
        "à usage interne uniquement, pour usage interne, usage strictement interne, réservé à l usage interne, "
        "réservé à un usage interne, document interne, diffusion interne, ne pas diffuser, ne pas distribuer, "
        "uso interno, solo para uso interno, solo uso interno, para uso interno, uso interno exclusivo, "
        "uso exclusivo interno, documento interno, no distribuir, prohibida su difusión, uso interno aziendale, "
        "solo per uso interno, intern gebruik, alleen voor intern gebruik, tlp green"
    ),
}
"""These say it wherever they stand alone."""

BARE = {
    SECRET: "secret, geheim, secreto, segreto",
    CONFIDENTIAL: (
        "restricted, proprietary, in confidence, confidential information, confidential document, need to know only, "
        "sensitive, restreint, reservado, restringido, información confidencial, informations confidentielles"
    ),
    INTERNAL: "internal, intern, interne, interno, fouo",
}
"""These stand alone in ordinary texts too: they count in capitals, or behind a heading such as "Classification:"."""

HEADINGS = (
    "classification, data classification, document classification, security classification, classification level, "
    "information classification, sensitivity, sensitivity label, confidentiality, confidentiality level, "
    "protective marking, security marking, marking, distribution, handling, label, "
    "klassifizierung, klassifikation, einstufung, vertraulichkeit, vertraulichkeitsstufe, vertraulichkeitsklasse, "
    "schutzklasse, schutzstufe, geheimhaltungsstufe, geheimhaltungsgrad, sicherheitsstufe, verteiler, kennzeichnung, "
    "confidentialité, niveau de confidentialité, mention de protection, diffusion, "
    "clasificación, nivel de confidencialidad, confidencialidad, difusión, classificazione, classificatie"
)
"""What stands before a mark and a colon."""

LETTER_HEADINGS = (
    "subject, betreff, objet, asunto, oggetto, onderwerp, re, aw, fw, fwd, wg, tr, rv, title, titel, titre, título"
)
"""What stands before the title of a letter, which may begin with a mark."""

NO_MARK_BEFORE = (
    "not, non, no, nicht, keep, keeping, is, are, be, being, stay, stays, remain, remains, the, this, how, why, what, "
    "if, a, an, was, very, so, as, and, or, und, oder, ist, sind, bleibt, pas, était, es, son"
)
"""With these before it a word is part of a sentence or a denial, with others it is a company's: "Acme Confidential"."""

OF_A_COMPANY = (
    "confidential, strictly confidential, highly confidential, internal use only, internal, proprietary, "
    "confidential and proprietary, proprietary and confidential, restricted, vertraulich, confidentiel, confidencial"
)
"""These may follow a company's name."""

PUBLIC = (
    "public, öffentlich, publique, público, publico, pública, pubblico, openbaar, unclassified, unrestricted, offen, "
    "general, tlp clear, tlp white"
)
"""Beside one of these, marks are a list of levels and not a mark."""

UNLABELLED = "none, personal, non business, personal use, privat, allgemein, général, générale, ninguna, anyone"
"""Labels of files that hold nothing back."""
