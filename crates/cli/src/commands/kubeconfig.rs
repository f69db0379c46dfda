//! `kubeconfig`: a kubectl context that signs in through `karpool token`.

use std::path::{Path, PathBuf};

use karpool::Error;
use karpool::error::Kind;
use karpool::spec::Spec;
use karpool::status::{ClusterStatus, Status};
use serde_json::{Value, json};

use super::Session;
use crate::args::{KubeconfigArgs, StackArgs};
use crate::exit::{Failure, worst};
use crate::render::style;
use crate::site::{self, Site};

pub(super) fn kubeconfig(session: &Session, args: &KubeconfigArgs) -> Result<u8, Failure> {
    if args.context.is_some() && args.stacks.files.len() > 1 {
        return Err(Failure::usage("--context names one context, and there are several stacks", "name one spec"));
    }
    session.with_stacks(&args.stacks, async |sites| {
        let found =
            site::together(sites, async |site| Ok(karpool::status(site.loaded.whole()?, &site.ground.world).await?));
        let mut codes = Vec::new();
        let mut contexts = Vec::new();
        for (site, status) in sites.iter().zip(found.await) {
            match status.and_then(|status| context(session, site, &status, args)) {
                Ok(context) => contexts.push(context),
                Err(failure) => codes.push(site::fail(&session.printer, site, &failure)),
            }
        }
        if !contexts.is_empty() {
            put(session, args, &contexts)?;
        }
        Ok(worst(codes))
    })
}

/// A context's name, and what belongs to it.
type Context = (String, [(&'static str, Value); 3]);

fn context(session: &Session, site: &Site, status: &Status, args: &KubeconfigArgs) -> Result<Context, Failure> {
    let Some(cluster) = &status.cluster else { return Err(absent(session, site, &args.stacks)) };
    let name = match (&args.context, site.label.contains('/')) {
        (Some(name), _) => name.clone(),
        // Clusters of one name in several regions would overwrite each other.
        (None, true) => site.label.clone(),
        (None, false) => cluster.name.clone(),
    };
    let entries = entries(site.loaded.spec(), cluster, &name).ok_or_else(|| {
        let text = format!("the cluster {} has no address yet: it is {}", cluster.name, cluster.status);
        Error::new(Kind::NotFound, text).with_hint("`karpool apply` waits until it is there; run this again then")
    })?;
    Ok((name, entries))
}

fn absent(session: &Session, site: &Site, args: &StackArgs) -> Failure {
    let spec = site.loaded.spec();
    let existing =
        site.loaded.whole().is_ok_and(|spec| spec.kubernetes.as_ref().is_some_and(|part| part.existing == Some(true)));
    let hint = match existing {
        true => "check `name` and `region`: the spec speaks of a cluster that is there".to_owned(),
        false => format!("`karpool apply {}` makes it", session.again(std::slice::from_ref(site), args)),
    };
    Error::new(Kind::NotFound, format!("there is no cluster {} in {}", spec.name, spec.region)).with_hint(hint).into()
}

/// Merges the contexts into the file and writes it, or prints them alone.
fn put(session: &Session, args: &KubeconfigArgs, contexts: &[Context]) -> Result<(), Failure> {
    let path = path(session, args)?;
    let mut file = if args.print { Value::Null } else { read(&path)? };
    // The first one is used from now on.
    for (name, entries) in contexts.iter().rev() {
        merge(&mut file, entries, name);
    }
    let names: Vec<&str> = contexts.iter().map(|(name, _)| name.as_str()).collect();
    if args.print && session.printer.is_json() {
        session.printer.document(&file);
        return Ok(());
    }
    let text = serde_saphyr::to_string(&file).map_err(|error| Failure::Sandbox(error.to_string()))?;
    if args.print {
        session.printer.raw(&text);
        return Ok(());
    }
    write(&path, &text)?;
    session.printer.document(&json!({"kubeconfig": path, "contexts": names, "currentContext": names[0]}));
    let plural = if names.len() == 1 { "context" } else { "contexts" };
    session.printer.note(&format!("wrote {plural} {} to {}\n", names.join(", "), path.display()));
    if session.global.sandbox.sandbox {
        let hint = style::hint("hint:");
        session.printer.note(&format!(
            "  {hint} a simulated cluster answers kubectl while `karpool sandbox serve` runs: export its lines, and run\n        this again without --sandbox\n"
        ));
    }
    Ok(())
}

/// A kubeconfig with one context, which signs in through `karpool token`; nothing while the cluster has no address.
pub fn alone(spec: &Spec, cluster: &ClusterStatus, context: &str) -> Option<Value> {
    let mut file = Value::Null;
    merge(&mut file, &entries(spec, cluster, context)?, context);
    Some(file)
}

/// Puts a context into a kubeconfig, whose other contexts are kept.
///
/// # Errors
/// Why the file can't be read or written, as one text.
pub fn install(alone: &Value, path: &Path) -> Result<(), String> {
    let text = |failure: Failure| match failure {
        Failure::Usage { message, .. } => message,
        Failure::File { path, source } => format!("{path}: {source}"),
        other => format!("{other:?}"),
    };
    let mut file = read(path).map_err(text)?;
    let context = alone["current-context"].as_str().unwrap_or_default();
    let entry = |list: &'static str| (list, alone[list][0].clone());
    merge(&mut file, &["clusters", "users", "contexts"].map(entry), context);
    let yaml = serde_saphyr::to_string(&file).map_err(|error| error.to_string())?;
    write(path, &yaml).map_err(text)
}

/// The named parts of a kubeconfig: cluster, user, context.
fn entries(spec: &Spec, cluster: &ClusterStatus, context: &str) -> Option<[(&'static str, Value); 3]> {
    let (endpoint, authority) = (cluster.endpoint.as_ref()?, cluster.certificate_authority.as_ref()?);
    let name = &cluster.arn;
    let mut args =
        vec!["token".to_owned(), "--cluster".into(), cluster.name.clone(), "--region".into(), spec.region.to_string()];
    if let Some(profile) = &spec.profile {
        args.extend(["--profile".to_owned(), profile.clone()]);
    }
    if let Some(role) = spec.assume_role.as_ref().and_then(|role| role.arn.as_ref()) {
        args.extend(["--role-arn".to_owned(), role.to_string()]);
    }
    let exec = json!({
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "karpool",
        "args": args,
        "interactiveMode": "IfAvailable",
        "provideClusterInfo": false,
        "installHint": "karpool is not on the PATH",
    });
    Some([
        ("clusters", json!({"name": name, "cluster": {"server": endpoint, "certificate-authority-data": authority}})),
        ("users", json!({"name": name, "user": {"exec": exec}})),
        ("contexts", json!({"name": context, "context": {"cluster": name, "user": name}})),
    ])
}

/// Replaces entries of the same name, keeps all others, and makes the context the current one.
fn merge(file: &mut Value, entries: &[(&'static str, Value)], context: &str) {
    if !file.is_object() {
        *file = json!({"apiVersion": "v1", "kind": "Config"});
    }
    for (list, entry) in entries {
        if !file[*list].is_array() {
            file[*list] = json!([]);
        }
        if let Some(items) = file[*list].as_array_mut() {
            items.retain(|item| item["name"] != entry["name"]);
            items.push(entry.clone());
        }
    }
    file["current-context"] = json!(context);
}

/// As kubectl looks for it: the flag, the first file of $KUBECONFIG, the home folder.
/// A simulated cluster is no cluster of kubectl's own file: it is kept with its account.
fn path(session: &Session, args: &KubeconfigArgs) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.kubeconfig {
        return Ok(path.clone());
    }
    let sandbox = &session.global.sandbox;
    if sandbox.sandbox {
        return Ok(sandbox.sandbox_folder.join("kubeconfig"));
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let listed =
        variable("KUBECONFIG").and_then(|list| std::env::split_paths(&list).find(|path| !path.as_os_str().is_empty()));
    let home = || variable("HOME").map(|home| PathBuf::from(home).join(".kube/config"));
    listed.or_else(home).ok_or_else(|| {
        Failure::usage("there is no home folder to write the kubeconfig to", "name the file with --kubeconfig")
    })
}

fn read(path: &Path) -> Result<Value, Failure> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Value::Null),
        Err(error) => return Err(Failure::file(path, error)),
    };
    serde_saphyr::from_str(&text).map_err(|error| {
        let text =
            format!("{} is no kubeconfig: {}", path.display(), error.to_string().lines().next().unwrap_or_default());
        Failure::usage(text, "mend it, or name another file with --kubeconfig")
    })
}

/// By a rename, so that a kubeconfig is never half written; readable by its owner only.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let fail = |error| Failure::file(path, error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    // A link is followed, so that the file behind it is the one that is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut draft = target.clone().into_os_string();
    draft.push(".karpool");
    let draft = PathBuf::from(draft);
    let opened = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(fail)?;
    std::fs::rename(&draft, &target).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_merged_and_others_are_kept() {
        let cluster = |server: &str| ("clusters", json!({"name": "dev", "cluster": {"server": server}}));
        let mut file = json!({
            "apiVersion": "v1", "kind": "Config", "preferences": {"colors": true}, "current-context": "prod",
            "clusters": [{"name": "prod", "cluster": {"server": "https://prod"}}, {"name": "dev", "cluster": {"server": "https://old"}}],
        });
        merge(&mut file, &[cluster("https://new")], "dev");
        let expected = json!({
            "apiVersion": "v1", "kind": "Config", "preferences": {"colors": true}, "current-context": "dev",
            "clusters": [{"name": "prod", "cluster": {"server": "https://prod"}}, {"name": "dev", "cluster": {"server": "https://new"}}],
        });
        assert_eq!(file, expected);
    }
}
