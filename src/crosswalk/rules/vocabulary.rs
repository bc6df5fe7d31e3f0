//! What registers hold: their columns, the closed lists among them, and the lists that may be declared
//! complete.

/// Values of a column that takes one of a closed list, or several.
type Values = &'static [&'static str];

/// A register with its columns; no values: free text.
pub struct Register {
    /// Name.
    pub name: &'static str,
    /// Columns with their closed lists.
    pub columns: &'static [(&'static str, Values)],
    /// What may be declared complete: the whole (`""`), or parts of it.
    pub complete: Values,
}

const FREE: Values = &[];
const YES: Values = &["yes"];
const WHOLE: Values = &[""];
const ONLY_PARTS: Values = FREE;
const FACETS: Values = &[
    "all-biodiversity",
    "wetlands",
    "ramsar-sites",
    "migratory-species",
    "cms-appendix-i",
    "cms-appendix-ii",
    "cites-listed",
    "cites-appendix-i",
    "cites-appendix-ii",
    "cites-appendix-iii",
    "cites-authorities",
    "trade",
    "terrestrial",
    "inland-waters",
    "marine",
    "genetic-resources",
    "biotechnology",
    "party",
    "report",
];

/// Every register.
pub const REGISTERS: &[Register] = &[
    Register {
        name: "measures",
        columns: &[
            ("title", FREE),
            (
                "kind",
                &[
                    "law",
                    "policy",
                    "plan",
                    "programme",
                    "project",
                    "campaign",
                    "training",
                    "assessment",
                    "inventory",
                    "monitoring",
                    "enforcement",
                    "agreement",
                    "incentive",
                    "research",
                    "other",
                ],
            ),
            ("status", &["planned", "in-preparation", "ongoing", "ended", "cancelled"]),
            ("period", FREE),
            ("place", FREE),
            ("lead", FREE),
            ("result", FREE),
            ("text-en", FREE),
            ("text-fr", FREE),
            ("text-es", FREE),
            ("funding", FREE),
            ("funder", FREE),
            ("link", FREE),
            ("subjects", FREE),
            ("facets", FACETS),
            ("frameworks", FREE),
            ("species-group", FREE),
            ("origin", FREE),
            ("feeds", FREE),
        ],
        complete: ONLY_PARTS,
    },
    Register {
        name: "targets",
        columns: &[
            ("title", FREE),
            ("nbsap", FREE),
            ("frameworks", FREE),
            ("degree", &["high", "medium", "low"]),
            ("links", FREE),
        ],
        complete: WHOLE,
    },
    Register {
        name: "indicators",
        columns: &[
            ("code", FREE),
            ("year", FREE),
            ("value", FREE),
            ("unit", FREE),
            ("source", FREE),
            ("disaggregation", FREE),
            ("footnote", FREE),
        ],
        complete: ONLY_PARTS,
    },
    Register {
        name: "species",
        columns: &[
            ("species", FREE),
            ("group", FREE),
            ("cms-appendix", &["I", "II", "I/II"]),
            ("cites-appendix", &["I", "II", "III", "none"]),
            ("change", &["improved", "stable", "declined", "unknown"]),
            ("period", FREE),
            ("major", YES),
            ("source", FREE),
        ],
        complete: &["cites-i", "cites-ii", "cites-iii", "cms-i"],
    },
    Register {
        name: "invasive",
        columns: &[
            ("species", FREE),
            ("risk", &["high", "other"]),
            ("control", &["controlled", "partly", "not", "planned", "unknown"]),
            ("wetlands", YES),
            ("source", FREE),
        ],
        complete: WHOLE,
    },
    Register {
        name: "sites",
        columns: &[
            ("site", FREE),
            ("number", FREE),
            ("lists", &["ramsar", "migratory", "protected", "other"]),
            ("area-ha", FREE),
            ("management", &["yes", "no"]),
        ],
        complete: WHOLE,
    },
    Register {
        name: "assessments",
        columns: &[
            ("site", FREE),
            ("kind", &["effectiveness", "ecological-character", "value", "restoration", "other"]),
            ("year", FREE),
            ("tool", FREE),
            ("score", FREE),
            ("source", FREE),
        ],
        complete: WHOLE,
    },
    Register {
        name: "people",
        columns: &[
            ("name", FREE),
            ("institution", FREE),
            (
                "roles",
                &[
                    "ramsar-authority",
                    "ramsar-focal-point",
                    "ramsar-cepa-government",
                    "ramsar-cepa-ngo",
                    "ramsar-strp",
                    "cms-focal-point",
                    "cms-scientific",
                    "cbd-focal-point",
                    "cites-management",
                    "cites-scientific",
                    "cites-enforcement",
                    "contributor",
                    "other",
                ],
            ),
            ("post", FREE),
            ("address", FREE),
            ("phone", FREE),
            ("email", FREE),
            ("website", FREE),
        ],
        complete: WHOLE,
    },
    Register {
        name: "committees",
        columns: &[
            ("committee", FREE),
            ("member", FREE),
            ("convention", &["cbd", "ramsar", "cms", "cites", "other"]),
            ("coordinates", YES),
        ],
        complete: WHOLE,
    },
    Register {
        name: "agreements",
        columns: &[
            ("agreement", FREE),
            ("kind", &["treaty", "mou", "action-plan", "bilateral", "site-network", "other"]),
            ("status", &["party", "signatory", "range-state", "cooperating", "not"]),
            ("since", FREE),
            ("species-group", FREE),
        ],
        complete: WHOLE,
    },
    Register {
        name: "support",
        columns: &[
            ("programme", FREE),
            ("direction", &["received", "given"]),
            (
                "source-type",
                &[
                    "gef",
                    "gcf",
                    "adaptation-fund",
                    "bilateral",
                    "multilateral",
                    "development-agency",
                    "ngo",
                    "private",
                    "national",
                    "other",
                ],
            ),
            ("status", &["planned", "in-preparation", "ongoing", "ended", "cancelled"]),
            ("partner", FREE),
            ("period", FREE),
            ("amount", FREE),
            ("currency", FREE),
            ("subjects", &["wetlands", "migratory", "cites", "cites-in-nbsap", "other"]),
            ("species", FREE),
        ],
        complete: &["wetlands", "migratory", "cites", "cites-in-nbsap"],
    },
    Register { name: "sentences", columns: &[("en", FREE), ("fr", FREE), ("es", FREE)], complete: ONLY_PARTS },
];

/// Facts about the Party that registers keep.
pub const FACTS: Values = &["recipient"];

/// Texts that registers keep once.
pub const TEXTS: Values = &["coordination"];

/// The register of a name.
#[must_use]
pub fn register(name: &str) -> Option<&'static Register> {
    REGISTERS.iter().find(|r| r.name == name)
}

impl Register {
    /// The closed list of a column, empty for free text; `None` where there is no such column.
    #[must_use]
    pub fn values(&self, column: &str) -> Option<Values> {
        self.columns.iter().find(|(c, _)| *c == column).map(|(_, v)| *v)
    }
}

/// True where a list, or `list:part`, may be declared complete.
#[must_use]
pub fn may_be_complete(list: &str) -> bool {
    let (name, part) = list.split_once(':').unwrap_or((list, ""));
    register(name).is_some_and(|r| r.complete.contains(&part))
}
