//! What macOS's own programs say of who may debug. Pure: built and tested on every system.

/// Whether developers debug without a password, as `DevToolsSecurity -status` says; nothing where it says something else.
pub(crate) fn developer_tools(status: &str) -> Option<bool> {
    let status = status.to_lowercase();
    match (status.contains("enabled"), status.contains("disabled")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The groups that `id -Gn` names.
pub(crate) fn groups(names: &str) -> Vec<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_developer_tools_is_one_of_two_or_unknown() {
        let check = |text, expected| assert_eq!(developer_tools(text), expected, "{text}");
        check("Developer mode is currently enabled.\n", Some(true));
        check("Developer mode is currently disabled.\n", Some(false));
        check("DevToolsSecurity: command not understood\n", None);
        check("", None);
    }

    #[test]
    fn groups_stand_in_a_line() {
        assert_eq!(groups("staff everyone _developer admin\n"), ["staff", "everyone", "_developer", "admin"]);
        assert!(groups("").is_empty());
    }
}
