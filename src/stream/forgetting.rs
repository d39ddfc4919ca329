//! What is forgotten on demand: all that has aged out by now, and headlines by their ids, in memory and in the index.

use std::collections::HashSet;

use super::lasting::locked;
use super::learned::{Learned, Span};
use super::{Stream, now};
use crate::error::Result;
use crate::index::Record;

impl Stream {
    /// Forgets all that has aged out by now, gives its space back to the disk, and writes a checkpoint. Says how many items went.
    ///
    /// # Errors
    ///
    /// [`Error::Index`](crate::Error::Index) where it cannot be written.
    pub fn expire(&mut self) -> Result<usize> {
        let gone = self.forget_all_aged()?;
        self.checkpoint(None)?;
        if let Some(log) = &self.log {
            locked(&log.store).compact()?;
        }
        Ok(gone)
    }

    /// Forgets all that has aged out by now; says how many items went.
    fn forget_all_aged(&mut self) -> Result<usize> {
        let Some(span) = self.span else { return Ok(0) };
        if self.clock.time.is_none() {
            return Ok(0);
        }
        let clock = self.clock.tick(now(), 1);
        let horizon = clock.saturating_sub(span);
        let aged = self.window.aged(horizon).count();
        self.sweep(true);
        if aged == 0 {
            return Ok(0);
        }
        // What shares the last page with others is taken out of it.
        let left: Vec<u32> = self.window.aged(horizon).collect();
        let numbers: HashSet<u64> = left.iter().map(|&item| self.window.absolute(item)).collect();
        self.take_out(&left, |number, _| numbers.contains(&number))?;
        self.learned = Learned::of(&self.window, Span::newest(&self.window))?;
        Ok(aged)
    }

    /// Takes the headlines with these ids out, of the index too, as a take-down or a correction wants it. Says which of them
    /// were found: of headlines with the same text the stream knows the id of the first. What repeats one of them later is new, unless other members of its
    /// cluster are held, of which the oldest stands for it then.
    ///
    /// Three things go later. What has aged out is not known any more, and is on the disk until its block goes. What was learned of all together, numbers without a text, stays until it is learned again. And the bytes of what was
    /// written are in the file until their place is used again. [`expire`](Stream::expire) takes the first and the last off the disk.
    ///
    /// Costs a second a million headlines that an index holds, whose every block is looked through, a tenth of one for their keys, and two
    /// checkpoints; nothing where no id is found.
    ///
    /// ```
    /// use doublet::stream::{Status, Stream};
    /// use doublet::{Config, Headline};
    /// let mut stream = Stream::new(Config::default(), None)?;
    /// let headline = Headline { id: Some("a"), ..Headline::titled("Harbour reopens after storm") };
    /// stream.push(headline)?;
    /// assert_eq!(stream.forget(&["a".to_owned()].into())?.len(), 1);
    /// assert_eq!(stream.push(headline)?.status, Status::New);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Index`](crate::Error::Index) where it cannot be written.
    pub fn forget(&mut self, ids: &HashSet<String>) -> Result<HashSet<String>> {
        let id = |item: &u32| self.window.headline(*item).id.filter(|&id| ids.contains(id));
        let out: Vec<u32> =
            (self.window.first()..self.window.next()).filter(|item| id(item).is_some()).collect();
        let found: HashSet<String> = out.iter().filter_map(id).map(str::to_owned).collect();
        if !out.is_empty() {
            // What was placed anew stands in the index twice.
            self.take_out(&out, |_, record| record.id.is_some_and(|id| ids.contains(id)))?;
            self.learned.without(&self.window)?;
            self.checkpoint(None)?;
        }
        Ok(found)
    }

    /// Takes these items, ascending, out of what is held, and out of the index those that `is_out` names by number and record.
    fn take_out(&mut self, items: &[u32], is_out: impl Fn(u64, &Record<'_>) -> bool + Sync) -> Result<()> {
        self.checkpoint(None)?;
        if let Some(log) = &self.log {
            // What has aged out of a block that has others too goes with them.
            let first = self.window.base() + u64::from(self.window.first());
            locked(&log.store).take_out(|number, record| number < first || is_out(number, record))?;
        }
        if let Some(log) = &mut self.log {
            log.image = None;
        }
        self.part_from_image();
        self.window.take_out(items);
        self.retain_keys(|item| items.binary_search(&item).is_err());
        Ok(())
    }
}
