//! The options of the command line, by their names, as keywords.

use std::num::NonZeroUsize;
use std::str::FromStr;

use doublet::Config;
use doublet::config::{Recall, Threshold};
use doublet::read::{Fields, Options};
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::raised;

/// The keywords that a call was given.
pub(crate) struct Given<'a, 'py> {
    function: &'static str,
    keywords: Option<&'a Bound<'py, PyDict>>,
}

impl<'a, 'py> Given<'a, 'py> {
    /// The `keywords` of a call of `function`, which knows those that are `known`.
    pub(crate) fn new(
        function: &'static str,
        keywords: Option<&'a Bound<'py, PyDict>>,
        known: &[&[&str]],
    ) -> PyResult<Self> {
        for name in keywords.iter().flat_map(|keywords| keywords.keys()) {
            let name: String = name.extract()?;
            if !known.iter().any(|names| names.contains(&name.as_str())) {
                let mistake = format!("{function}() got an unexpected keyword argument '{name}'");
                return Err(PyTypeError::new_err(mistake));
            }
        }
        Ok(Given { function, keywords })
    }

    /// The value of a keyword, unless it was not given or is `None`.
    pub(crate) fn get(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = self.keywords.map(|keywords| keywords.get_item(name)).transpose()?.flatten();
        Ok(value.filter(|value| !value.is_none()))
    }

    /// The value of a keyword that is of one of Python's own types.
    fn typed<T>(&self, name: &str) -> PyResult<Option<T>>
    where
        T: FromPyObjectOwned<'py>,
    {
        let Some(value) = self.get(name)? else { return Ok(None) };
        value.extract::<T>().map(Some).map_err(|error: T::Error| self.explained(name, error.into()))
    }

    /// The same error, which says what it is about.
    fn explained(&self, name: &str, error: PyErr) -> PyErr {
        Python::attach(|py| {
            if error.is_instance_of::<PyTypeError>(py) {
                PyTypeError::new_err(format!("{}() {name}: {}", self.function, error.value(py)))
            } else {
                error
            }
        })
    }

    /// The value of a keyword, as the command line would parse it.
    pub(crate) fn parsed<T: FromStr<Err = doublet::Error>>(&self, name: &str) -> PyResult<Option<T>> {
        let typed: Option<String> = self.typed(name)?;
        typed.map(|typed| typed.parse().map_err(|error| raised(&error))).transpose()
    }

    /// How files and items are read.
    pub(crate) fn reading(&self) -> PyResult<Options> {
        Ok(Options {
            format: self.parsed("from_")?.unwrap_or_default(),
            fields: Fields {
                title: self.text("title")?,
                id: self.text("id")?,
                source: self.text("source")?,
                published: self.text("published")?,
            },
            encoding: self.text("encoding")?,
            strict: self.is_set("strict")?,
        })
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> PyResult<Option<String>> {
        self.typed(name)
    }

    /// A yes or no; no, where it was not given.
    pub(crate) fn is_set(&self, name: &str) -> PyResult<bool> {
        Ok(self.typed(name)?.unwrap_or(false))
    }

    /// How many threads are to work.
    pub(crate) fn threads(&self) -> PyResult<Option<NonZeroUsize>> {
        let Some(threads) = self.typed::<i64>("threads")? else { return Ok(None) };
        let threads = usize::try_from(threads).ok().and_then(NonZeroUsize::new);
        threads.map(Some).ok_or_else(|| PyValueError::new_err("threads are at least 1"))
    }

    /// How alike duplicates are: the options of `doublet dedup` and, with the method, those of all others.
    pub(crate) fn likeness(&self) -> PyResult<Config> {
        let default = Config::default();
        let threshold: Option<f64> = self.typed("threshold")?;
        let threshold = threshold.map(Threshold::new).transpose().map_err(|error| raised(&error))?;
        let config = threshold.map_or(default.clone(), |threshold| default.with_threshold(threshold));
        Ok(Config {
            method: self.parsed("method")?.unwrap_or(config.method),
            numbers: self.parsed("numbers")?.unwrap_or(config.numbers),
            shingle: self.parsed("shingle")?.unwrap_or(config.shingle),
            ..config
        })
    }

    /// What is found and joined among many headlines.
    pub(crate) fn joining(&self) -> PyResult<Config> {
        let config = self.likeness()?;
        let recall: Option<f64> = self.typed("recall")?;
        let recall = recall.map(Recall::new).transpose().map_err(|error| raised(&error))?;
        Ok(Config {
            recall: recall.unwrap_or(config.recall),
            updates: self.parsed("updates")?.unwrap_or(config.updates),
            keep: self.parsed("keep")?.unwrap_or(config.keep),
            relations: self.is_set("relations")?,
            singletons: self.is_set("singletons")?,
            ..config
        })
    }
}

/// The options that say how two headlines are compared.
pub(crate) const LIKENESS: &[&str] = &["threshold", "method", "numbers", "shingle"];

/// The options that say what becomes of many.
pub(crate) const JOINING: &[&str] = &["recall", "updates", "keep", "relations", "singletons"];

/// The options that say what is the title, the id, the source and the time of publication.
pub(crate) const FIELDS: &[&str] = &["title", "id", "source", "published"];

/// The options that say how files are read.
pub(crate) const READING: &[&str] = &["from_", "encoding", "strict"];

/// The options that say how the work is done.
pub(crate) const RUNNING: &[&str] = &["threads", "progress"];
