//! Every broken spec through the binary: what is wrong with it, exit 2, and no call.

use std::fs;
use std::path::Path;

use crate::shell::Shell;

#[test]
fn each_broken_spec_is_refused_before_any_call() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/broken");
    let mut specs = 0;
    for entry in fs::read_dir(&folder).expect("the folder of broken specs") {
        let path = entry.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if name.ends_with(".expected") {
            continue;
        }
        let expected = fs::read_to_string(path.with_extension("expected")).expect("its problems");
        if !expected.contains("error: ") {
            continue;
        }
        let shell = Shell::new();
        fs::copy(&path, shell.path(&name)).expect("a copy");
        let screen = shell.run(&format!("plan {name} --sandbox")).ends(2);
        let problems: Vec<&str> = expected.lines().filter(|line| !line.is_empty()).collect();
        let (count, told) = {
            let mut lines: Vec<&str> = screen.stderr.lines().filter(|line| !line.is_empty()).collect();
            (lines.pop().unwrap_or_default(), lines)
        };
        assert_eq!(told, problems, "{name}");
        assert!(count.ends_with("nothing was called"), "{name}: {count}");
        assert_eq!(screen.stdout, "", "{name}");
        assert!(!shell.path(".karpool").exists(), "{name}: the account was opened");
        specs += 1;
    }
    assert!(specs >= 30, "{specs}");
}
