//! What the greeting of both is changed by: settings that are ours are taken out, and what we do is added
//! to what the server does.

use serde_json::{Value, json};

/// Fields of an item that the server must send with the list, for ranking reads them.
const READ: [&str; 6] = [
    "filterText",
    "sortText",
    "textEdit",
    "insertText",
    "kind",
    "tags",
];

/// `initialize` as the server gets it; none where nothing is to be changed.
pub(super) fn for_server(message: &Value) -> Option<Value> {
    let mut message = message.clone();
    let params = &mut message["params"];
    let options = params.pointer_mut("/initializationOptions");
    let options = options.and_then(Value::as_object_mut);
    let taken = options.and_then(|options| options.remove("habitus"));
    let lazy = "/capabilities/textDocument/completion/completionItem/resolveSupport/properties";
    let lazy = params.pointer_mut(lazy).and_then(Value::as_array_mut);
    // Where nothing is learned its lists stay as they are.
    let learns = taken
        .as_ref()
        .is_none_or(|own| own["learning"] != false && own["completion"] != false);
    let trimmed = lazy.filter(|_| learns).is_some_and(|names| {
        let before = names.len();
        names.retain(|name| !READ.iter().any(|read| name == read));
        names.len() < before
    });
    (taken.is_some() || trimmed).then_some(message)
}

/// The params of `initialize` as the learner gets them: what was agreed with the server holds, and nothing
/// of the server's settings is taken for ours.
pub(super) fn for_learner(params: &Value, answer: &Value) -> Value {
    let mut params = params.clone();
    let encoding = answer["capabilities"]["positionEncoding"].as_str();
    params["capabilities"]["general"]["positionEncodings"] = json!([encoding.unwrap_or("utf-16")]);
    // The server's watchers tell us too.
    params["capabilities"]["workspace"]["didChangeWatchedFiles"] = json!({});
    let own = params["initializationOptions"]["habitus"].take();
    params["initializationOptions"] = json!({ "habitus": own });
    params
}

/// The server's answer with what we add.
pub(super) fn answered(result: &mut Value, command: &str) {
    let capabilities = &mut result["capabilities"];
    if !capabilities.is_object() {
        return;
    }
    let commands = &mut capabilities["executeCommandProvider"]["commands"];
    match commands.as_array_mut() {
        Some(commands) => commands.push(json!(command)),
        None => *commands = json!([command]),
    }
}

/// Takes our settings out of a value; whether there were some.
pub(super) fn take_out(settings: &mut Value) -> bool {
    let taken = settings
        .as_object_mut()
        .and_then(|all| all.remove("habitus"));
    taken.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_never_sees_our_settings() {
        let plain = json!({ "params": { "initializationOptions": { "cargo": {} } } });
        assert_eq!(for_server(&plain), None);
        let mut with = plain.clone();
        with["params"]["initializationOptions"]["habitus"] = json!({ "rows": 5 });
        assert_eq!(for_server(&with), Some(plain.clone()));
        let own = for_learner(
            &with["params"],
            &json!({ "capabilities": { "positionEncoding": "utf-8" } }),
        );
        assert_eq!(
            own["initializationOptions"],
            json!({ "habitus": { "rows": 5 } })
        );
        assert_eq!(
            own["capabilities"]["general"]["positionEncodings"],
            json!(["utf-8"])
        );
        let own = for_learner(&plain["params"], &json!({}));
        assert_eq!(own["initializationOptions"], json!({ "habitus": null }));
        assert_eq!(
            own["capabilities"]["general"]["positionEncodings"],
            json!(["utf-16"])
        );
        let own = for_learner(&json!({ "initializationOptions": null }), &json!({}));
        assert_eq!(own["initializationOptions"], json!({ "habitus": null }));
    }

    #[test]
    fn what_ranking_reads_comes_with_the_list() {
        let with = |names: Value| {
            json!({ "params": { "capabilities": { "textDocument": { "completion": { "completionItem": {
                "resolveSupport": { "properties": names } } } } } } })
        };
        let lazy = with(json!([
            "documentation",
            "filterText",
            "textEdit",
            "command"
        ]));
        assert_eq!(
            for_server(&lazy),
            Some(with(json!(["documentation", "command"])))
        );
        assert_eq!(for_server(&with(json!(["documentation"]))), None);
        let mut off = lazy.clone();
        off["params"]["initializationOptions"] = json!({ "habitus": { "learning": false } });
        let mut expected = lazy;
        expected["params"]["initializationOptions"] = json!({});
        assert_eq!(for_server(&off), Some(expected));
    }

    #[test]
    fn our_command_stands_beside_the_servers() {
        let mut result =
            json!({ "capabilities": { "executeCommandProvider": { "commands": ["a"] } } });
        answered(&mut result, "b");
        assert_eq!(
            result["capabilities"]["executeCommandProvider"]["commands"],
            json!(["a", "b"])
        );
        let mut result = json!({ "capabilities": { "hoverProvider": true } });
        answered(&mut result, "b");
        let expected =
            json!({ "hoverProvider": true, "executeCommandProvider": { "commands": ["b"] } });
        assert_eq!(result["capabilities"], expected);
    }
}
