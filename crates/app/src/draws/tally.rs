//! 抽取统计: of one draw whose list is public, the cutoffs, and who was in which group when it was
//! frozen. It never changes afterwards, so that it is counted once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use sunlot_ceremony::OpenedRow;
use sunlot_domain::draws::Draw;
use sunlot_domain::fairness::{Members, Stratum};
use sunlot_domain::ids::DrawId;
use sunlot_domain::registers::{SubjectEntry, SubjectFilter, industry_section};
use sunlot_domain::subjects::RiskClass;
use sunlot_sortition::names::DrawId as SsjId;
use sunlot_sortition::result::ResultRecord;
use sunlot_sortition::rules::RulesRecord;
use sunlot_store::subjects::AsOf;
use sunlot_store::{ReadTx, draws, ledger, subjects};
use utoipa::ToSchema;

use super::announced::is_open;
use super::shelf::{Files, load};
use super::step::last_time;
use crate::context::App;
use crate::error::{AppError, Kind};

/// 一个抽取单元的中签线。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitCutoff {
    /// 抽取单元。
    pub unit: String,
    /// 可抽取的户数。
    pub eligible: u64,
    /// 抽取的户数。
    pub drawn: u64,
    /// 中签线：最后一个抽中的签号。
    pub cutoff: Option<String>,
}

/// By what the audit divides the subjects.
pub(crate) const DIMENSIONS: usize = 3;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Which draw.
    pub(crate) draw: DrawId,
    /// The seed, which anybody can compute by now.
    pub(crate) seed: String,
    /// Cutoffs of its units.
    pub(crate) units: Vec<UnitCutoff>,
    /// Township, section of the national economy, credit-risk class: the strata of each.
    pub(crate) strata: [Vec<Stratum>; DIMENSIONS],
    /// Units with different chances within, whose expectation is no n/N.
    pub(crate) weighted: u64,
    /// Units that share subjects with another unit by the same tickets.
    pub(crate) shared: u64,
    /// The strata of each unit, with those who were drawn: what estimates are made of. The class
    /// is in them; it never leaves the platform.
    pub(crate) sample: Vec<SampleStratum>,
}

/// Objects of one unit that have one weight: given their number, drawn as simply as can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SampleStratum {
    /// Code of the department that inspects.
    pub(crate) dept: String,
    /// How many there are.
    pub(crate) eligible: u64,
    /// Who was drawn.
    pub(crate) drawn: Vec<Sampled>,
}

/// One who was drawn, as the freeze saw him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sampled {
    /// Code of the register.
    pub(crate) code: String,
    /// Section of the national economy.
    pub(crate) section: String,
    /// Credit-risk class.
    pub(crate) class: String,
}

/// Group of each dimension, as places of a list of names.
#[derive(Default)]
struct Groups {
    names: [Vec<String>; DIMENSIONS],
    of: HashMap<String, [u32; DIMENSIONS]>,
}

impl Groups {
    fn place(&mut self, dimension: usize, name: &str) -> u32 {
        let names = &mut self.names[dimension];
        let found = names.iter().position(|known| known == name);
        let at = found.unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn add(&mut self, entry: &SubjectEntry) {
        let section = industry_section(&entry.industry).map(String::from).unwrap_or_default();
        let class = entry.risk_class.map_or("U", RiskClass::letter);
        let places =
            [self.place(0, entry.region.as_str()), self.place(1, &section), self.place(2, class)];
        self.of.insert(entry.code.as_str().to_owned(), places);
    }
}

/// Counts of one unit by dimension and group.
type Cells = [BTreeMap<u32, Members>; DIMENSIONS];

/// Counts a draw.
///
/// # Errors
/// Missing, before its list is public, or what the store answers.
pub(crate) async fn tally(app: &App, id: DrawId) -> Result<Tally, AppError> {
    let (cx, now) = (app.clone(), app.now());
    app.read(move |tx| {
        let draw = tx.need::<Draw>(&id)?.value;
        if !is_open(&draw) {
            return Err(AppError::missing());
        }
        let ssj = SsjId::parse(&draw.draw_id())
            .map_err(|e| AppError::new(Kind::Internal, e.code(), e.message_zh()))?;
        let ceremony = load(tx, &cx, &draw, Files::Outcome)?.ceremony(now.max(last_time(tx)?))?;
        let groups = register_at(tx, &draw)?;
        let mut counted = Counted::default();
        let (rules, record) = ceremony.opened(&ssj, &mut |row| {
            let places = groups.of.get(row.object).copied();
            counted.take(row.units, row.weight, row.drawn, places);
            counted.sample(&row, places);
        })?;
        Ok(counted.told(id, &groups, &rules, &record))
    })
    .await
}

/// The register as the freeze saw it. What an inspection changed afterwards must not be a reason of
/// having been drawn.
fn register_at(tx: &mut ReadTx<'_>, draw: &Draw) -> Result<Groups, AppError> {
    let entries = draws::entries(tx, &draw.plan_no)?;
    let plan = entries.iter().find(|entry| entry.draw == draw.id && entry.kind == "plan");
    let known = plan.ok_or_else(AppError::missing)?.entry;
    let frozen = ledger::entries(tx, known, known + 1)?.pop().ok_or_else(AppError::missing)?;
    let day = super::announced::day_of(&frozen.bytes)?;
    let mut groups = Groups::default();
    let filter = SubjectFilter { regions: vec![draw.region.clone()], ..SubjectFilter::default() };
    subjects::each(tx, &filter, AsOf::On { day, known }, &mut |entry| {
        groups.add(&entry);
        Ok(())
    })?;
    Ok(groups)
}

/// By unit and weight: how many there are, and who was drawn with his groups.
type Sampling = BTreeMap<(usize, u8), (u64, Vec<(String, Option<[u32; DIMENSIONS]>)>)>;

#[derive(Default)]
struct Counted {
    cells: BTreeMap<usize, Cells>,
    weighted: BTreeSet<usize>,
    /// Units that some subject stands in at once.
    met: BTreeSet<(usize, usize)>,
    sample: Sampling,
}

impl Counted {
    fn take(
        &mut self,
        units: &[usize],
        weight: u8,
        drawn: &[usize],
        places: Option<[u32; DIMENSIONS]>,
    ) {
        for (at, &unit) in units.iter().enumerate() {
            if weight != 1 {
                self.weighted.insert(unit);
            }
            self.met.extend(units[..at].iter().map(|&other| (other, unit)));
            let cells = self.cells.entry(unit).or_default();
            for (dimension, cell) in cells.iter_mut().enumerate() {
                let group = places.map_or(u32::MAX, |places| places[dimension]);
                let cell = cell.entry(group).or_default();
                cell.members += 1;
                cell.hits += u64::from(drawn.contains(&unit));
            }
        }
    }

    fn sample(&mut self, row: &OpenedRow<'_>, places: Option<[u32; DIMENSIONS]>) {
        for &unit in row.units {
            let (eligible, drawn) = self.sample.entry((unit, row.weight)).or_default();
            *eligible += 1;
            if row.drawn.contains(&unit) {
                drawn.push((row.object.to_owned(), places));
            }
        }
    }

    fn told(
        self,
        draw: DrawId,
        groups: &Groups,
        rules: &RulesRecord,
        record: &ResultRecord,
    ) -> Tally {
        // By the same tickets, whoever is drawn for one unit is likely drawn for the other too: of
        // units that share subjects the first alone is counted.
        let same = |(a, b): &&(usize, usize)| rules.units[*a].group == rules.units[*b].group;
        let shared: BTreeSet<usize> = self.met.iter().filter(same).map(|(_, b)| *b).collect();
        let mut tally = Tally {
            draw,
            seed: record.seed.to_hex(),
            units: record.units.iter().map(cutoff).collect(),
            strata: Default::default(),
            weighted: 0,
            shared: 0,
            sample: sampled(self.sample, groups, rules),
        };
        for (unit, cells) in self.cells {
            let all = record.units[unit].n == record.units[unit].eligible;
            if self.weighted.contains(&unit) && !all {
                tally.weighted += 1;
                continue;
            }
            if shared.contains(&unit) {
                tally.shared += 1;
                continue;
            }
            // Of a frame that is withheld nothing is published but the list.
            if rules.blinded {
                continue;
            }
            for (dimension, cell) in cells.into_iter().enumerate() {
                let name = |place: u32| {
                    let names = &groups.names[dimension];
                    names.get(place as usize).cloned().unwrap_or_default()
                };
                let stratum = cell.into_iter().map(|(place, members)| (name(place), members));
                tally.strata[dimension].push(stratum.collect());
            }
        }
        tally
    }
}

fn sampled(sample: Sampling, groups: &Groups, rules: &RulesRecord) -> Vec<SampleStratum> {
    let name = |dimension: usize, places: Option<[u32; DIMENSIONS]>| {
        let place = places.map(|places| places[dimension] as usize);
        place.and_then(|at| groups.names[dimension].get(at)).cloned().unwrap_or_default()
    };
    let one = |(code, places): (String, Option<[u32; DIMENSIONS]>)| Sampled {
        section: name(1, places),
        class: name(2, places),
        code,
    };
    let strata = sample.into_iter().map(|((unit, _), (eligible, drawn))| SampleStratum {
        dept: rules.units[unit].dept.as_str().to_owned(),
        eligible,
        drawn: drawn.into_iter().map(one).collect(),
    });
    strata.collect()
}

fn cutoff(unit: &sunlot_sortition::result::UnitResult) -> UnitCutoff {
    UnitCutoff {
        unit: unit.unit.to_string(),
        eligible: unit.eligible,
        drawn: unit.n,
        cutoff: unit.cutoff.map(|cutoff| cutoff.to_hex()),
    }
}
