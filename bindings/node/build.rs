//! Lets napi's macros write down the types of what they export: `bindings/node/types-of-native` makes the stubs of it.

use std::path::PathBuf;

fn main() {
    napi_build::setup();
    // `target/debug/build/karpool-node-.../out`, of which `target/debug` is known to others.
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from);
    if let Some(folder) = out.as_deref().and_then(|out| out.ancestors().nth(3)).map(|built| built.join("napi-types"))
        && std::fs::create_dir_all(&folder).is_ok()
    {
        println!("cargo::rustc-env=NAPI_TYPE_DEF_TMP_FOLDER={}", folder.display());
    }
}
