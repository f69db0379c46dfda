//! What the ARN of a field looks like.

use crate::spec::path::Path;

const ROLE: &str = "arn:aws:iam::111122223333:role/name";

/// The end of a field's path, without the numbers of list items, and an ARN that it could hold; the first row that
/// fits wins, and a role is given everywhere else.
const EXAMPLES: &[(&[&str], &str)] = &[
    (&["kmsKey"], "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    (&["boundary"], "arn:aws:iam::111122223333:policy/name"),
    (&["permissionsBoundary"], "arn:aws:iam::111122223333:policy/name"),
    (&["policies"], "arn:aws:iam::111122223333:policy/name"),
    (&["extraPolicies"], "arn:aws:iam::111122223333:policy/name"),
    (&["groupArn"], "arn:aws:resource-groups:us-east-1:111122223333:group/name"),
    (&["admins", "arn"], "arn:aws:iam::111122223333:user/name"),
    (&["principal", "arn"], "arn:aws:iam::111122223333:user/name"),
];

/// An ARN that the field at this path could hold.
pub(super) fn example(path: &Path) -> &'static str {
    let fields: Vec<&str> = path.fields().collect();
    EXAMPLES.iter().find(|(end, _)| fields.ends_with(end)).map_or(ROLE, |row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_of_what_the_field_takes() {
        let of = |path: &str| example(&Path::parse(path).expect("a path"));
        assert!(of("kubernetes.secrets.kmsKey").contains(":key/"));
        assert!(of("access.admins[0].arn").contains(":user/"));
        assert!(of("nodeGroups.system.role.extraPolicies[1]").contains(":policy/"));
        assert_eq!(of("nodeRole.arn"), ROLE);
    }
}
