//! The panes of the posture: their order, their names, and what the counts among them open.

use crate::domain::states::Band;
use crate::store::query::list::List;
use crate::store::query::posture::Posture;
use crate::tui::theme::Role;

/// Cells along a side of the heat map.
pub const SIDE: usize = 5;
/// Room for the rows of a pane in the code of a click.
const STRIDE: usize = 100_000;

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The KPIs.
    #[default]
    Kpis,
    /// The heat map.
    Heat,
    /// Models by tier and stage, submissions by state.
    Models,
    /// The alarms.
    Alarms,
    /// Incidents by month.
    Incidents,
}

impl Pane {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// All of them, in the order in which the focus goes round.
    pub const ALL: [Self; Self::COUNT] = [Self::Kpis, Self::Heat, Self::Models, Self::Alarms, Self::Incidents];

    /// Its place in the order.
    pub const fn place(self) -> usize {
        match self {
            Self::Kpis => 0,
            Self::Heat => 1,
            Self::Models => 2,
            Self::Alarms => 3,
            Self::Incidents => 4,
        }
    }

    /// Its name to what has been measured.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kpis => "posture",
            Self::Heat => "posture-heat",
            Self::Models => "posture-models",
            Self::Alarms => "posture-alarms",
            Self::Incidents => "posture-incidents",
        }
    }

    /// Whether it may share its place with others.
    pub const fn is_side(self) -> bool {
        matches!(self, Self::Models | Self::Alarms | Self::Incidents)
    }

    /// The pane so many steps on.
    pub fn step(self, steps: usize) -> Self {
        Self::ALL[(self.place() + steps) % Self::COUNT]
    }

    /// Of the panes that share a place the one so many steps on; from elsewhere the first of them.
    pub fn beside(self, steps: usize) -> Self {
        let shared = [Self::Models, Self::Alarms, Self::Incidents];
        let at = shared.iter().position(|pane| *pane == self);
        shared[at.map_or(0, |at| (at + steps) % shared.len())]
    }

    /// What a click on one of its rows is told as.
    pub const fn coded(self, row: usize) -> usize {
        self.place() * STRIDE + row
    }

    /// The pane and row of a click.
    pub fn decoded(code: usize) -> Option<(Self, usize)> {
        Some((*Self::ALL.get(code / STRIDE)?, code % STRIDE))
    }
}

/// Likelihood and impact of a cell; the map begins with what is most likely.
pub const fn rated(cell: usize) -> (usize, usize) {
    (SIDE - cell / SIDE, cell % SIDE + 1)
}

/// The cell of the worst open risks; the first cell if there is none.
pub fn worst(heat: &[[u32; SIDE]; SIDE]) -> usize {
    let filled = |cell: &usize| {
        let (likelihood, impact) = rated(*cell);
        heat[likelihood - 1][impact - 1] > 0
    };
    let score = |cell: &usize| {
        let (likelihood, impact) = rated(*cell);
        likelihood * impact
    };
    (0..SIDE * SIDE).filter(filled).max_by_key(score).unwrap_or(0)
}

/// The sign and role of a cell by its band: letters beside the colour.
pub fn banded(likelihood: usize, impact: usize) -> (&'static str, Role) {
    match Band::of_score(i64::try_from(likelihood * impact).unwrap_or(0)) {
        Some(Band::Critical) => ("!!", Role::Bad),
        Some(Band::High) => ("!", Role::Warn),
        Some(Band::Low | Band::Medium) | None => ("", Role::Text),
    }
}

/// A count with the list that it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub label: String,
    /// How many.
    pub number: u32,
    /// The list.
    pub list: List,
    /// What must hold of its rows.
    pub filter: String,
}

/// Models by tier, models by stage, submissions that are open by state.
pub fn counts(posture: &Posture) -> Vec<Count> {
    let tier = |tier: i64| match tier {
        0 => ("no tier".to_owned(), "tier:none -stage:retired".to_owned()),
        tier => (format!("tier {tier}"), format!("tier:{tier} -stage:retired")),
    };
    let tiers = posture.tiers.iter().map(|(of, count)| (tier(*of), *count, List::Models));
    let stages =
        posture.stages.iter().map(|(stage, count)| ((stage.clone(), format!("stage:{stage}")), *count, List::Models));
    let queue = posture
        .queue
        .iter()
        .map(|(state, count)| ((format!("{state} intake"), format!("state:{state}")), *count, List::Submissions));
    let counts = tiers.chain(stages).chain(queue);
    counts.map(|((label, filter), number, list)| Count { label, number, list, filter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_clicks_are_told_apart() {
        assert_eq!((rated(0), rated(4), rated(20), rated(24)), ((5, 1), (5, 5), (1, 1), (1, 5)));
        for pane in Pane::ALL {
            assert_eq!(Pane::decoded(pane.coded(21)), Some((pane, 21)));
            assert_eq!(pane.step(Pane::COUNT), pane);
        }
        assert_eq!(Pane::decoded(5 * STRIDE), None);
        assert_eq!((banded(5, 5).0, banded(2, 5).0, banded(3, 3).0), ("!!", "!", ""));
    }
}
