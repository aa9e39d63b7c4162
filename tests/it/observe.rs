//! What of that which is typed is learned, and as what: told from the journals, which are text.
use std::process::Command;

use habitus::client::{Buffer, Client, capabilities};
use serde_json::{Value, json};

use crate::bad_input::house::{House, bytes_of, flush, type_keys, wait};

/// Where a statement is typed.
pub const PAGE: &str = "fn first(thing: Thing) {\n    \n}\n\nfn second() {\n    \n}\n";

/// A file that is typed in and never on the disk.
pub struct Page {
    pub buffer: Buffer,
    pub at: usize,
}

impl Page {
    /// A new file; the cursor stands in its first function.
    pub fn open(house: &House, client: &Client, name: &str) -> Page {
        let path = house.project().join(name);
        let buffer = client.open(&path, PAGE).expect("opened");
        let at = PAGE.find("    \n").expect("a line") + 4;
        Page { buffer, at }
    }

    /// Types key by key.
    pub fn keys(&mut self, text: &str) {
        self.at = type_keys(&mut self.buffer, self.at, text);
    }

    /// Writes a text in one piece.
    pub fn write(&mut self, text: &str) {
        self.at = self.buffer.type_text(self.at, text).expect("typed");
    }

    /// Replaces a text in one piece; the cursor stands behind it.
    pub fn replace(&mut self, old: &str, new: &str) {
        let start = self.buffer.text().find(old).expect("it is there");
        let range = start..start + old.len();
        self.buffer.replace(range, new).expect("replaced");
        self.at = start + new.len();
    }

    /// Goes to the second function, types there, and comes back.
    pub fn away(&mut self) {
        let mut at = self.buffer.text().rfind("}\n").expect("an end") - 1;
        for key in [" ", ";"] {
            at = self.buffer.type_text(at, key).expect("typed");
        }
        self.buffer.type_text(self.at, " ").expect("typed");
        self.buffer.replace(self.at..self.at + 1, "").expect("back");
    }

    /// Saves, until all is done that a save does.
    pub fn save(&self, client: &Client) {
        self.buffer.save().expect("saved");
        flush(client);
    }

    /// Asks for a list here.
    pub fn list(&self) -> Vec<Value> {
        self.buffer.complete(self.at).expect("a list")
    }

    /// The row of a list with this word.
    pub fn row(&self, word: &str) -> Value {
        let mut rows = self.list().into_iter();
        rows.find(|r| r["label"] == word).expect("a row")
    }
}

/// Whether a text stands anywhere in the data folder.
pub fn holds(house: &House, text: &str) -> bool {
    let found = |bytes: &Vec<u8>| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    bytes_of(&house.data()).values().any(found)
}

/// What became of a word, as the project's journals say.
fn outcomes(house: &House, word: &str) -> Vec<String> {
    let scope = house.scope(&house.data());
    let journals = bytes_of(&scope.join("journal"));
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).expect("text");
    let word = format!("\"word\":\"{word}\"");
    let mut found = Vec::new();
    let journals = journals.values().map(text).collect::<String>();
    for line in journals.lines().filter(|l| l.contains("{\"outcome\":")) {
        if let Some((_, rest)) = line.split_once(&word) {
            let outcome = rest.split('"').nth(3).expect("an outcome");
            found.push(outcome.to_owned());
        }
    }
    found.dedup();
    found
}

#[test]
fn half_a_word_is_learned_neither_by_a_save_nor_at_the_end() {
    let house = House::new();
    for (i, end) in ["stop", "close", "kill"].into_iter().enumerate() {
        let mut client = house.serve();
        let mut page = Page::open(&house, &client, "half.rs");
        page.keys("thing.kept_call();\n    thing.half_typ");
        page.save(&client);
        assert!(holds(&house, "kept_call"));
        match end {
            "stop" => assert!(client.stop().expect("stopped").success()),
            "close" => {
                page.buffer.close().expect("closed");
                flush(&client);
            }
            _ => client.kill().expect("killed"),
        }
        assert!(!holds(&house, "half_typ"), "{end}, {i}");
    }
}

#[test]
fn a_word_is_learned_once_it_was_left() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "left.rs");
    page.keys("thing.left_by_key");
    page.save(&client);
    assert!(!holds(&house, "left_by_key"));
    page.keys("()");
    page.save(&client);
    assert!(holds(&house, "left_by_key"));
    page.keys(".left_for_elsewhere");
    page.away();
    page.at += 1; // behind the space
    page.save(&client);
    assert!(holds(&house, "left_for_elsewhere"));
}

#[test]
fn a_line_is_learned_when_the_next_one_begins() {
    let house = House::new();
    let mut client = house.serve();
    let mut page = Page::open(&house, &client, "line.rs");
    page.keys("thing.left_by_enter();\n    thing.next");
    page.list(); // answered: what was typed has arrived
    wait("a lesson", || holds(&house, "left_by_enter"));
    client.kill().expect("killed");
    assert!(holds(&house, "left_by_enter") && !holds(&house, "\"next\""));
}

#[test]
fn what_an_import_interrupts_is_no_word() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "import.rs");
    page.keys("let map = Interrup");
    let half = page.at - "Interrup".len();
    page.buffer
        .type_text(0, "use a::Interrupted;\n")
        .expect("typed");
    let at = half + "use a::Interrupted;\n".len();
    let range = at..at + "Interrup".len();
    page.buffer.replace(range, "Interrupted").expect("accepted");
    page.at = at + "Interrupted".len();
    page.keys(";\n    ");
    page.away();
    page.save(&client);
    assert!(holds(&house, "\"Interrupted\"") && !holds(&house, "\"Interrup\""));
}

#[test]
fn what_several_cursors_have_half_typed_is_no_word() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "cursors.rs");
    for key in "let several_curs".chars() {
        let key = key.to_string();
        let (one, two) = (page.at, page.buffer.text().rfind("\n}").expect("an end"));
        let cursors = [(two..two, &*key), (one..one, &*key)];
        page.buffer.replace_each(&cursors).expect("typed");
        page.at = one + 1;
    }
    page.save(&client);
    assert!(holds(&house, "\"let\"") && !holds(&house, "several"));
}

#[test]
fn an_accepted_word_is_whole() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "accepted.rs");
    page.keys("let (by_command, by_text) = thing;\n    by_");
    let row = page.row("by_command");
    page.at = page.buffer.accept(&row).expect("accepted");
    page.save(&client);
    assert_eq!(outcomes(&house, "by_command"), ["typed", "chosen"]);
    page.keys(";\n    b");
    page.list();
    page.buffer
        .replace(page.at - 1..page.at, "by_text")
        .expect("accepted");
    page.buffer.close().expect("closed");
    flush(&client);
    assert!(outcomes(&house, "by_text").contains(&"chosen".to_owned()));
}

#[test]
fn keys_that_come_together_accept_nothing() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "keys.rs");
    page.keys("let together = thing;\n    togeth");
    page.list();
    page.write("er");
    page.keys(";\n    ");
    page.away();
    page.save(&client);
    assert_eq!(outcomes(&house, "together"), ["typed"]);
}

#[test]
fn the_list_before_the_last_letter_was_passed() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "passed.rs");
    page.keys("let (passed_aa, passed_ab, passed) = thing;\n    passe");
    let first = page.list()[0]["label"]
        .as_str()
        .expect("a label")
        .to_owned();
    assert_ne!(first, "passed_ac");
    for rest in ["d_a", "c"] {
        page.keys(rest);
        page.list();
    }
    page.keys(";\n    ");
    page.away();
    page.save(&client);
    let shown = |word| outcomes(&house, word).contains(&"shown".to_owned());
    assert!(
        shown("passed_aa") != shown("passed_ab"),
        "one row was passed"
    );
}

#[test]
fn what_is_typed_while_learning_is_off_is_not_learned_later() {
    let house = House::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.arg("serve").env("HABITUS_TESTING", "1");
    command.env("HABITUS_DATA_DIR", house.data());
    let client = Client::spawn(command).expect("it starts");
    let off = json!({ "habitus": { "learning": false } });
    let mut capabilities = capabilities::full();
    capabilities["workspace"]["configuration"] = json!(false);
    let greeted = client.initialize(&house.project(), off, capabilities);
    greeted.expect("initialize");
    let mut page = Page::open(&house, &client, "off.rs");
    page.keys("thing.typed_while_off();");
    let on = json!({ "settings": { "habitus": { "learning": true } } });
    let method = "workspace/didChangeConfiguration";
    client.notify(method, on).expect("sent");
    page.keys("thing.typed_while_on();");
    page.save(&client);
    assert!(holds(&house, "typed_while_on") && !holds(&house, "typed_while_off"));
}
