//! User data of managed node groups, in the form that EKS merges with its own.
//!
//! Source: EKS user guide, "Customize managed nodes with launch templates", Amazon EC2 user data: a MIME multi-part
//! archive for Amazon Linux, TOML for Bottlerocket; nodeadm: a NodeConfig is a part of type `application/node.eks.aws`.

use super::ami_family::AmiFamily;

/// What a text for Amazon Linux begins with, and the type of the part that it becomes.
const PARTS: &[(&str, &str)] = &[
    ("#!", "text/x-shellscript; charset=\"utf-8\""),
    ("#cloud-config", "text/cloud-config; charset=\"utf-8\""),
    ("apiVersion: node.eks.aws/", "application/node.eks.aws"),
    ("---\napiVersion: node.eks.aws/", "application/node.eks.aws"),
    ("kind: NodeConfig", "application/node.eks.aws"),
];

/// What an archive begins with.
const ARCHIVES: &[&str] = &["MIME-Version:", "Content-Type: multipart/"];

const BOUNDARY: &str = "==karpool-user-data==";

/// What is wrong with it, and what to write.
pub fn problem(text: &str, family: AmiFamily) -> Option<(String, &'static str)> {
    match family {
        AmiFamily::Al2023 if is_archive(text) || part(text).is_some() => None,
        AmiFamily::Al2023 => {
            let begin = text.lines().next().unwrap_or_default();
            Some((
                format!("nodes of al2023 cannot read what begins with `{begin}`"),
                "a script begins with `#!/bin/bash`, a NodeConfig with `apiVersion: node.eks.aws/v1alpha1`",
            ))
        }
        AmiFamily::Bottlerocket => match toml::de::DeTable::parse(text) {
            Ok(_) => None,
            Err(error) => Some((
                format!("it is not TOML: {}", error.message()),
                "Bottlerocket takes its settings as TOML, like `[settings.kubernetes]`",
            )),
        },
    }
}

/// As the launch template takes it.
pub fn packed(text: &str, family: AmiFamily) -> String {
    match part(text).filter(|_| family == AmiFamily::Al2023 && !is_archive(text)) {
        Some(kind) => format!(
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\n\n\
             --{BOUNDARY}\nContent-Type: {kind}\n\n{}\n--{BOUNDARY}--\n",
            text.trim_end_matches('\n')
        ),
        None => text.to_owned(),
    }
}

fn is_archive(text: &str) -> bool {
    ARCHIVES.iter().any(|begin| text.starts_with(begin))
}

fn part(text: &str) -> Option<&'static str> {
    PARTS.iter().find(|(begin, _)| text.starts_with(begin)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_packed_and_an_archive_is_left_alone() {
        let packed_once = packed("#!/bin/bash\necho hello\n", AmiFamily::Al2023);
        assert_eq!(
            packed_once,
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"==karpool-user-data==\"\n\n\
             --==karpool-user-data==\nContent-Type: text/x-shellscript; charset=\"utf-8\"\n\n\
             #!/bin/bash\necho hello\n--==karpool-user-data==--\n"
        );
        assert_eq!(packed(&packed_once, AmiFamily::Al2023), packed_once);
        let config = packed("apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n", AmiFamily::Al2023);
        assert!(config.contains("Content-Type: application/node.eks.aws\n\napiVersion"), "{config}");
        let settings = "[settings.kubernetes]\n";
        assert_eq!(packed(settings, AmiFamily::Bottlerocket), settings);
    }

    #[test]
    fn what_no_node_can_read_is_named() {
        assert_eq!(problem("#!/bin/bash", AmiFamily::Al2023), None);
        assert_eq!(problem("[settings.kubernetes]\nmax-pods = 10", AmiFamily::Bottlerocket), None);
        assert!(problem("[settings.kubernetes]", AmiFamily::Al2023).unwrap().0.contains("[settings.kubernetes]"));
        assert!(problem("echo hello", AmiFamily::Bottlerocket).unwrap().0.contains("not TOML"));
    }
}
