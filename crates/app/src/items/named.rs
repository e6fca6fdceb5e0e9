//! Which department of a division the words of a list mean.

use sunlot_domain::codes::DivisionCode;
use sunlot_domain::ids::OrganId;
use sunlot_domain::items::words::NamedOrgan;
use sunlot_domain::organs::{Organ, Region};
use sunlot_store::{ReadTx, Window, organs};

use crate::error::AppError;

/// Words by which lists name a department, and the code of the department here.
pub(crate) const NAMED: &[(&str, &str)] = &[
    ("市场监", "scjg"),
    ("教育", "jyj"),
    ("公安", "gaj"),
    ("人力资源", "rsj"),
    ("生态环境", "hbj"),
    ("城乡建设", "zjj"),
    ("住房", "zjj"),
    ("农业农村", "nyj"),
    ("商务", "swj"),
    ("文化和旅游", "wlj"),
    ("文旅", "wlj"),
    ("卫生健康", "wjj"),
    ("卫健", "wjj"),
    ("税务", "swju"),
    ("发展和改革", "fgj"),
];

/// The departments of a division.
pub(crate) struct Departments {
    all: Vec<Organ>,
    division: String,
}

impl Departments {
    /// Loads those that are active.
    pub(crate) fn load(
        tx: &mut ReadTx<'_>,
        region: &DivisionCode,
    ) -> Result<Departments, AppError> {
        let window = Window { limit: 10_000, offset: 0 };
        let (all, _) = organs::list(tx, Some(region), None, "code", window)?;
        let all = all.into_iter().map(|stored| stored.value);
        let all = all.filter(|organ| organ.active && organ.region == *region).collect();
        Ok(Departments { all, division: tx.need::<Region>(&region.as_str())?.value.name })
    }

    /// Those of the division, and others that items name already.
    pub(crate) fn name(&self, id: OrganId) -> Option<String> {
        self.all.iter().find(|organ| organ.id == id).map(|organ| organ.name.clone())
    }

    /// The one that a name means: by name with or without the division's, code or id; else the
    /// only one that the words point to.
    pub(crate) fn find(&self, text: &str) -> NamedOrgan {
        let bare = |name: &str| name.strip_prefix(&self.division).unwrap_or(name).to_owned();
        let exactly = |organ: &&Organ| {
            organ.name == text
                || bare(&organ.name) == bare(text)
                || organ.code == text
                || organ.id.to_string() == text
        };
        if let Some(organ) = self.all.iter().find(exactly) {
            return NamedOrgan::Exactly(organ.id);
        }
        let mut codes: Vec<&str> =
            NAMED.iter().filter(|(word, _)| text.contains(word)).map(|(_, code)| *code).collect();
        codes.dedup();
        let [code] = codes[..] else { return NamedOrgan::Unknown };
        let mut meant = self.all.iter().filter(|organ| organ.code == code);
        match (meant.next(), meant.next()) {
            (Some(organ), None) => NamedOrgan::Probably(organ.id),
            _ => NamedOrgan::Unknown,
        }
    }
}
