//! The whole batch on one screen. (being written)

use crate::config::Config;
use crate::error::Result;
use crate::headline::Headlines;
use crate::observe::Observer;
use crate::report::Report;

/// Clusters `headlines`.
pub fn cluster(headlines: &Headlines, config: &Config, observer: &dyn Observer) -> Result<Report> {
    let _ = (headlines, config, observer);
    Ok(Report::default())
}
