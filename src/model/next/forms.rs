//! A word in its other forms: `FooBar` as `foo_bar`, `bar`, `foo`, `foo_bars`; names that belong
//! together are often the same word written differently.

/// How many forms a word has.
pub const FORMS: usize = 9;

/// snake_case, CamelCase, last part, first part, plural, singular, last part in CamelCase, plural in
/// CamelCase, the next number; empty where there is none.
pub fn forms(word: &str) -> [String; FORMS] {
    let snake = snake(word);
    let camel = camel(&snake);
    let last = snake.rsplit('_').next().unwrap_or_default().to_owned();
    let first = snake.split('_').next().unwrap_or_default().to_owned();
    let plural = match snake.ends_with('s') {
        true => String::new(),
        false => format!("{snake}s"),
    };
    let singular = snake.strip_suffix('s').unwrap_or_default().to_owned();
    let (last_camel, plural_camel) = (self::camel(&last), format!("{camel}s"));
    [
        snake,
        camel,
        last,
        first,
        plural,
        singular,
        last_camel,
        plural_camel,
        next_number(word),
    ]
}

/// `case12` as `case13`.
fn next_number(word: &str) -> String {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    match word[name.len()..].parse::<u32>() {
        Ok(number) if !name.is_empty() && number < 10_000 => format!("{name}{}", number + 1),
        _ => String::new(),
    }
}

/// The last part of a name, in lower case.
pub fn last_part(word: &str) -> String {
    let snake = snake(word);
    match snake.rsplit_once('_') {
        Some((_, last)) if !last.is_empty() => last.to_owned(),
        _ => snake,
    }
}

/// A name of two or more letters none of which is small.
pub fn is_constant(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && !word.bytes().any(|b| b.is_ascii_lowercase())
}

/// `FooBar`, `FOO_BAR` and `foo_bar` as `foo_bar`.
pub fn snake(word: &str) -> String {
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return word.to_owned();
    }
    if is_constant(word) {
        return word.to_lowercase();
    }
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len() + 4);
    for (i, c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let begins = before.is_some_and(|b| {
            let small_follows = letters.get(i + 1).is_some_and(|n| n.is_lowercase());
            b != '_' && (b.is_lowercase() || small_follows)
        });
        if c.is_uppercase() && begins {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// `foo_bar` as `FooBar`.
pub fn camel(snake: &str) -> String {
    let parts = snake.split('_').filter(|part| !part.is_empty());
    let capital = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(char::to_uppercase);
        let first: String = first.into_iter().flatten().collect();
        first + &letters.as_str().to_lowercase()
    };
    parts.map(capital).collect()
}
