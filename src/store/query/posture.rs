//! Where the portfolio stands, in counts: models by tier and stage, open risks by likelihood and impact.

use super::list::{IMPACT, LIKELIHOOD};
use crate::domain::Refusal;
use crate::store::View;

/// Counts of the portfolio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posture {
    /// Models that are not retired, by tier; 0 stands for none.
    pub tiers: Vec<(i64, u32)>,
    /// Models by stage.
    pub stages: Vec<(String, u32)>,
    /// Open risks by residual likelihood and impact, both from 1; what is not rated after controls counts before them.
    pub heat: [[u32; 5]; 5],
    /// Open risks that are not rated at all.
    pub unrated: u32,
    /// Submissions by state, those that are over left out.
    pub queue: Vec<(String, u32)>,
}

impl View<'_> {
    /// The counts of the portfolio.
    pub fn posture(&self) -> Result<Posture, Refusal> {
        let tiers = "SELECT coalesce(tier, 0), count(*) FROM model WHERE voided = 0 AND stage <> 'retired' GROUP BY 1 ORDER BY 1";
        let stages = "SELECT stage, count(*) FROM model WHERE voided = 0 GROUP BY 1 ORDER BY 2 DESC, 1";
        let queue = "SELECT state, count(*) FROM submission WHERE voided = 0
                     AND state NOT IN ('decided', 'withdrawn', 'out-of-scope') GROUP BY 1 ORDER BY 2 DESC, 1";
        let heat = format!(
            "SELECT coalesce({LIKELIHOOD}, 0), coalesce({IMPACT}, 0), count(*)
             FROM risk r WHERE voided = 0 AND state NOT IN ('mitigated', 'closed') GROUP BY 1, 2"
        );
        let read = || -> rusqlite::Result<Posture> {
            let mut posture = Posture::default();
            let mut statement = self.conn.prepare_cached(tiers)?;
            posture.tiers =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            for (sql, counts) in [(stages, &mut posture.stages), (queue, &mut posture.queue)] {
                let mut statement = self.conn.prepare_cached(sql)?;
                *counts =
                    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            }
            let mut statement = self.conn.prepare_cached(&heat)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (likelihood, impact, count): (u8, u8, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let rated = likelihood
                    .checked_sub(1)
                    .zip(impact.checked_sub(1))
                    .map(|(row, column)| (usize::from(row), usize::from(column)));
                match rated.and_then(|(row, column)| posture.heat.get_mut(row)?.get_mut(column)) {
                    Some(cell) => *cell += count,
                    None => posture.unrated += count,
                }
            }
            Ok(posture)
        };
        self.kept(read())
    }
}
