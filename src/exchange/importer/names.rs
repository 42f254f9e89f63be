//! What other programs call our fields and values: one table a register, and nothing is guessed that
//! is not in it.

pub(super) mod composite;
mod registers;

use crate::domain::operation::{Operation, Put, Revise};
use crate::domain::record::{Model, Person, Record};

/// A record whose fields a table may fill.
pub(super) trait Importable: Record {
    /// What others call its fields: field, names, the best first.
    const NAMES: &'static [(&'static str, &'static [&'static str])];
    /// What others write for its values: field, and for each what is written (letters and digits only)
    /// and what it means here; nothing if it says nothing.
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])];
    /// Columns that become tags, with the names others use.
    const TAGS: &'static [(&'static str, &'static [&'static str])] = &[];
    /// Columns that fill no field, and say whether a row is to be taken in.
    const BESIDE: &'static [(&'static str, &'static [&'static str])] = &[];

    /// What a value of a field means that its own reader does not know; `None` if nothing.
    fn reread(_field: &str, _raw: &str) -> Option<String> {
        None
    }
}

/// A record that is found again by one key: a person's handle, an external key.
pub(super) trait Keyed: Importable {
    /// The field by which a person knows one such record.
    const TITLE: &'static str;
    /// The field that tells apart what shares a title or a key.
    const UNIT: &'static str;
    /// Fields that an import fills but never changes: the board decides them.
    const KEPT: &'static [&'static str] = &[];
    /// The column of our own exports that names the record beside its key elsewhere.
    const OWN: Option<&'static str> = None;

    /// Takes out of an entry what no file brings about here, and says why; `before` is the record as it stands.
    fn curb(_put: &mut Put<Self>, _before: Option<&Self>) -> Option<&'static str> {
        None
    }
    /// Whether it has ended elsewhere, by what the columns beside its fields say; none if that is not told.
    fn ended(_beside: &dyn Fn(&str) -> String) -> Option<bool> {
        None
    }
    /// Whether it has ended here.
    fn is_over(_state: &Self::State) -> bool {
        false
    }

    /// The operation that makes or updates it.
    fn put(put: Put<Self>) -> Operation;
    /// The operation that changes it.
    fn revise(revise: Revise<Self>) -> Operation;
}

/// What others mean by a value of a field, if it stands in the table or can be told.
pub(super) fn meaning<R: Importable>(field: &str, raw: &str) -> Option<String> {
    let written = crate::exchange::mapping::key(raw);
    let listed = R::MEANINGS.iter().find(|(name, _)| *name == field);
    let listed = listed.and_then(|(_, meanings)| meanings.iter().find(|(one, _)| *one == written));
    listed.map(|(_, meant)| (*meant).to_owned()).or_else(|| R::reread(field, raw))
}

impl Importable for Person {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        ("handle", &["username", "user", "login", "id", "person_id", "alias"]),
        ("name", &["full name", "display name", "person", "member"]),
        ("email", &["mail", "e-mail", "email address", "contact_email"]),
        ("function", &["department", "area", "discipline", "team"]),
        ("seat", &["voting seat", "board seat", "seat on the board", "board role", "role"]),
        ("alternate_for", &["alternate", "deputy for", "substitute for"]),
        ("accountable_exec", &["executive", "accountable executive"]),
        ("manager", &["reports to", "supervisor", "line manager"]),
        ("active", &["enabled", "is_active"]),
        ("account_id", &["confluence account", "atlassian id", "atlassian account id", "userkey", "user key"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[
        (
            "active",
            &[
                ("true", "yes"),
                ("false", "no"),
                ("1", "yes"),
                ("0", "no"),
                ("active", "yes"),
                ("inactive", "no"),
                ("left", "no"),
            ],
        ),
        (
            "seat",
            &[
                ("member", "voter"),
                ("votingmember", "voter"),
                ("chairperson", "chair"),
                ("deputychair", "vice-chair"),
                ("adviser", "advisor"),
                ("observer", "advisor"),
                ("guest", "none"),
            ],
        ),
        (
            "function",
            &[
                ("modelriskmanagement", "mrm"),
                ("modelrisk", "mrm"),
                ("risk", "mrm"),
                ("machinelearning", "ml"),
                ("datascience", "ml"),
                ("engineering", "ml"),
                ("informationsecurity", "security"),
                ("dataprotection", "privacy"),
                ("compliance", "legal"),
                ("internalaudit", "audit"),
                ("trustandsafety", "trust-safety"),
                ("trustsafety", "trust-safety"),
                ("exec", "executive"),
            ],
        ),
    ];
}

impl Keyed for Person {
    const TITLE: &'static str = "name";
    const UNIT: &'static str = "";

    fn put(put: Put<Self>) -> Operation {
        Operation::PersonPut(put)
    }
    fn revise(revise: Revise<Self>) -> Operation {
        Operation::PersonRevise(revise)
    }
}

impl Importable for Model {
    const NAMES: &'static [(&'static str, &'static [&'static str])] = &[
        (
            "name",
            &[
                "model name",
                "use_case_name",
                "ai use case name",
                "use case",
                "artificial intelligence project",
                "system name",
                "title",
                "model",
            ],
        ),
        (
            "purpose",
            &[
                "intended use",
                "problem_solved",
                "purpose_benefits",
                "description",
                "use case description",
                "summary of use case",
                "public summary",
                "short description of project",
                "summary",
            ],
        ),
        ("kind", &["model type", "type", "classification", "technique", "ai_type"]),
        ("origin", &["contracting_usage", "source", "build or buy", "development type"]),
        ("vendor", &["vendor_name", "supplier", "provider"]),
        ("owner", &["model owner", "business owner", "responsible", "contact", "contact_email", "email"]),
        ("developers", &["developer", "developed by", "team members", "authors"]),
        ("accountable_exec", &["executive", "accountable executive", "sponsor"]),
        (
            "business_unit",
            &[
                "unit",
                "division",
                "department",
                "agency_name",
                "organisation",
                "organization",
                "agency_bureau",
                "bureau / department",
                "bureau",
                "agency",
            ],
        ),
        ("exposure", &["audience", "customer facing"]),
        ("regions", &["region", "country", "countries", "jurisdictions"]),
        ("affected", &["affected people", "population"]),
        ("volume", &["usage", "calls per month"]),
        ("approved_uses", &["permitted uses"]),
        ("prohibited_uses", &["out of scope uses"]),
        ("limitations", &["known limitations"]),
        ("data_sources", &["datasets", "training data sources"]),
        ("dependencies", &["depends on", "upstream models"]),
        ("privacy_applies", &["has_pii", "pii", "personal data"]),
        ("eu_class", &["ai act class", "eu ai act", "risk class"]),
        ("tags", &["labels", "keywords", "topic_area", "topic"]),
        ("external_key", &["id", "model_id", "use_case_id", "inventory_id", "asset_id", "key", "reference"]),
        (
            "stage",
            &[
                "development_stage",
                "lifecycle",
                "lifecycle stage",
                "stage of system development life cycle",
                "stage of development",
                "dev_stage",
                "status",
                "state",
            ],
        ),
        ("tier", &["risk tier", "model tier"]),
    ];
    const MEANINGS: &'static [(&'static str, &'static [(&'static str, &'static str)])] = &[
        (
            "kind",
            &[
                ("classicalml", "predictive"),
                ("machinelearning", "predictive"),
                ("classification", "predictive"),
                ("regression", "predictive"),
                ("generativeai", "llm"),
                ("genai", "llm"),
                ("largelanguagemodel", "llm"),
                ("naturallanguageprocessing", "nlp"),
                ("computervision", "vision"),
                ("cv", "vision"),
                ("agenticai", "agent"),
                ("aiagent", "agent"),
                ("reinforcementlearning", "other"),
                ("timeseries", "forecasting"),
                ("forecast", "forecasting"),
                ("recommender", "ranking"),
                ("recommendation", "ranking"),
            ],
        ),
        (
            "origin",
            &[
                ("vendorpurchased", "vendor-api"),
                ("purchased", "vendor-api"),
                ("vendor", "vendor-api"),
                ("thirdparty", "vendor-api"),
                ("saas", "vendor-api"),
                ("inhousedevelopment", "in-house"),
                ("internal", "in-house"),
                ("built", "in-house"),
                ("contractingandinhouse", "in-house"),
                ("developedinhouse", "in-house"),
                ("developedwithbothcontractingandinhouseresources", "in-house"),
                ("purchasedfromavendor", "vendor-api"),
                ("opensource", "open-weights"),
            ],
        ),
        (
            "stage",
            &[
                ("predeployment", "proposed"),
                ("idea", "proposed"),
                ("planned", "proposed"),
                ("development", "proposed"),
                ("indevelopment", "proposed"),
                ("initiated", "proposed"),
                ("acquisitionanddevelopment", "proposed"),
                ("acquisitionandordevelopment", "proposed"),
                ("developmentandacquisition", "proposed"),
                ("initiation", "proposed"),
                ("ideation", "proposed"),
                ("implementation", "in-review"),
                ("implementationandassessment", "in-review"),
                ("operationsandmaintenance", "production"),
                ("operationandmanagement", "production"),
                ("inuse", "production"),
                ("inmission", "production"),
                ("plannednotinproduction", "proposed"),
                ("developmentnotinproduction", "proposed"),
                ("pilot", "in-review"),
                ("validation", "in-review"),
                ("testing", "in-review"),
                ("deployed", "production"),
                ("live", "production"),
                ("operational", "production"),
                ("inproduction", "production"),
                ("active", "production"),
                ("operationandmaintenance", "production"),
                ("paused", "suspended"),
                ("onhold", "suspended"),
                ("decommissioned", "retired"),
                ("archived", "retired"),
            ],
        ),
        (
            "exposure",
            &[
                ("yes", "customer-facing"),
                ("no", "internal"),
                ("external", "customer-facing"),
                ("public", "customer-facing"),
                ("employees", "internal"),
            ],
        ),
        (
            "tier",
            &[
                ("high", "1"),
                ("medium", "2"),
                ("low", "3"),
                ("minimal", "4"),
                ("tier1", "1"),
                ("tier2", "2"),
                ("tier3", "3"),
                ("tier4", "4"),
            ],
        ),
        (
            "eu_class",
            &[
                ("highrisk", "high"),
                ("limitedrisk", "limited"),
                ("minimalrisk", "minimal"),
                ("unacceptable", "prohibited"),
                ("gpai", "general-purpose"),
            ],
        ),
        ("impact", &[("nothighimpact", ""), ("no", "")]),
    ];
    const TAGS: &'static [(&'static str, &'static [&'static str])] =
        &[("unit_code", &["agency", "agency code", "department code"]), ("impact", &["is_high_impact", "high impact"])];
}

impl Keyed for Model {
    const TITLE: &'static str = "name";
    const UNIT: &'static str = "business_unit";
    const OWN: Option<&'static str> = Some("model_id");
    const KEPT: &'static [&'static str] = &["stage", "tier", "tier_rationale", "tier_provisional"];

    fn put(put: Put<Self>) -> Operation {
        Operation::ModelPut(put)
    }
    fn revise(revise: Revise<Self>) -> Operation {
        Operation::ModelRevise(revise)
    }
}
