//! What is read, and how.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use doublet::read::{Fields, Input, Options};
use same_file::Handle;

use crate::cli::args::{FieldArgs, ReadingArgs};
use crate::cli::output::Target;

pub(crate) fn fields(args: FieldArgs) -> Fields {
    Fields { title: args.title, id: args.id, source: args.source, published: args.published }
}

pub(super) fn reading(args: ReadingArgs) -> Options {
    Options { format: args.from, fields: fields(args.fields), encoding: args.encoding, strict: args.strict }
}

/// An error where what is to be written is what is read, by whatever name: whoever writes a report over his feed has lost it.
pub(super) fn refuse_input_as(target: &Target, option: &str, inputs: &[Input]) -> Result<()> {
    let Target::File(path) = target else { return Ok(()) };
    // What is not there yet is no input, and a device may well be both.
    let file = |path: &Path| path.is_file().then(|| Handle::from_path(path).ok())?;
    let Some(written) = file(path) else { return Ok(()) };
    let is_written = |input: &Input| match input {
        Input::File(path) => file(path).is_some_and(|input| input == written),
        Input::Stdin => Handle::stdin().is_ok_and(|input| input == written),
        Input::Memory(..) => false,
    };
    if inputs.iter().any(is_written) {
        bail!("{option} names {}, which is an input; name another file", path.display());
    }
    Ok(())
}

/// An error where what is to be written lies in the folder of the index, of which every file is its own.
pub(super) fn refuse_index_as(target: &Target, option: &str, index: &Path) -> Result<()> {
    let Target::File(path) = target else { return Ok(()) };
    // By whatever name it is led there; of what is not there yet the name is all that there is.
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let folder = |path: &Path| {
        whole(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    };
    let folders = [folder(path), path.canonicalize().ok().and_then(|path| folder(&path))];
    if whole(index).is_some_and(|index| folders.contains(&Some(index))) {
        bail!("{option} names {}, which is in the index; name a file of another folder", path.display());
    }
    Ok(())
}

/// The inputs that were named, or standard input where none was.
pub(super) fn inputs(typed: &[impl AsRef<OsStr>]) -> Result<Vec<Input>> {
    if typed.iter().any(|name| name.as_ref().is_empty()) {
        bail!("an INPUT has no name, as of a variable that is not set; name a file, or - for standard input");
    }
    if !typed.is_empty() {
        return Ok(typed.iter().flat_map(|name| expand(name.as_ref())).collect());
    }
    if io::stdin().is_terminal() {
        bail!(
            "no INPUT, and standard input is a terminal; name a file, as in `doublet cluster feed.jsonl`, \
             or pipe one in, as in `zcat feed.gz | doublet cluster`"
        );
    }
    Ok(vec![Input::Stdin])
}

/// The inputs behind one name.
///
/// Shells expand patterns, but not those in quotes, in a service file or on Windows; so a name
/// that is no file and reads as a pattern is one. What a pattern that matches nothing comes
/// to is its own name, which then fails to open and is reported as every missing file is.
fn expand(name: &OsStr) -> Vec<Input> {
    if name == "-" {
        return vec![Input::Stdin];
    }
    let path = PathBuf::from(name);
    match name.to_str() {
        Some(pattern) if pattern.contains(['*', '?', '[']) && !path.exists() => {
            let files = matching_files(pattern);
            if files.is_empty() { vec![Input::File(path)] } else { files }
        }
        _ => vec![Input::File(path)],
    }
}

/// The files that match `pattern`, sorted; none where it is no valid pattern.
fn matching_files(pattern: &str) -> Vec<Input> {
    let Ok(paths) = glob::glob(pattern) else { return Vec::new() };
    // A folder that cannot be listed hides what is in it, for the shell's patterns as for ours.
    paths.filter_map(Result::ok).filter(|path| !path.is_dir()).map(Input::File).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use doublet::read::Input;

    use super::expand;

    #[test]
    fn a_pattern_comes_to_its_files_in_order_and_a_file_with_a_star_to_itself() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["b.txt", "a.txt", "a*.txt"] {
            std::fs::write(folder.path().join(name), "").expect("a file can be written in it");
        }
        let named = |name: &str| Input::File(folder.path().join(name));
        let expanded = |pattern: &str| expand(folder.path().join(pattern).as_os_str());
        assert_eq!(expanded("?.txt"), [named("a.txt"), named("b.txt")]);
        assert_eq!(expanded("a*.txt"), [named("a*.txt")]);
        assert_eq!(expanded("c*"), [named("c*")]);
        assert_eq!(expand(OsStr::new("-")), [Input::Stdin]);
    }
}
