//! Keys, tokens and other people's numbers, told from code by their form. Looks at a whole run of text
//! without white space: a key falls apart into names and numbers where Rust reads it, and each piece of
//! it is as secret as the whole. Half of one counts too. Must stay cheap; must never copy what it finds.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{chance::is_chance, public::is_public};

/// One kind of secret.
pub struct Rule {
    /// What it is.
    pub kind: &'static str,
    /// How it is written; ASCII only.
    pub regex: &'static str,
    /// One that was never valid.
    pub example: &'static str,
}

macro_rules! rules {
    ($($kind:literal: $regex:literal, $($part:literal)+;)+) => {
        /// Every kind that is known by its form, each with an example. The examples are written in
        /// parts, so that tools which look for leaked keys pass over this file.
        pub const RULES: &[Rule] = &[
            $(Rule { kind: $kind, regex: $regex, example: concat!($($part),+) },)+
        ];
    };
}

rules! {
    "AWS access key": r"\b(?:AKIA[A-Z0-9]{2,}|(?:ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA)(?:[A-Z0-9]{6,}|[A-Z]*[0-9][A-Z0-9]*))", "AKIA" "IOSFODNN7EXAMPLE";
    "AWS secret key": r#"(?i-u:aws_?secret[a-z_]*)["']?[:=]+["']?[A-Za-z0-9/+=]{4,}"#, "aws_secret_access_key=wJalrXUtn" "FEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    "Google API key": r"\bAIza[0-9A-Za-z_-]{2,}", "AIza" "SyD4n0tAReAlKeyAtAll0123456789abcdefg";
    "Google OAuth secret": r"\bG?OCSPX(?:[-_][0-9A-Za-z_-]*)?", "GOCSPX-" "a1B2c3D4e5F6g7H8i9J0k1L2m3N4";
    "Google OAuth token": r"\bya29\.[0-9A-Za-z_-]{4,}", "ya29." "a0AfH6SMBx1y2z3";
    "Azure storage key": r"(?i-u:account_?key)=+[A-Za-z0-9+/=]{4,}|AccountKey_[A-Za-z0-9_]{2,}", "AccountKey=" "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu";
    "Azure client secret": r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{2,}|\b[A-Za-z0-9]{3}[0-9]Q_[A-Za-z0-9_]+", "abc8Q~" "dEfGhIjKlMnOpQrStUvWxYz0123456789";
    "Azure signature": r"\bsig=[A-Za-z0-9%+/]{8,}", "sig=" "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA%3D";
    "GitHub token": r"\bgh[oprsu]_[A-Za-z0-9]{4,}", "ghp_" "16C7e42F292c6912E7710c838347Ae178B4a";
    "GitHub fine-grained token": r"\bgithub_pat_[A-Za-z0-9_]{2,}", "github_pat_" "11ABCDEFG0abcdefghij_klmnop";
    "GitLab token": r"\bgl(?:(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-|pat_)[A-Za-z0-9_-]{2,}", "glpat-" "x9Yz8Wv7Ut6Sr5Qp4On3";
    "Slack token": r"\bxox[abeoprs][-_][A-Za-z0-9_-]{2,}", "xoxb-" "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx";
    "Slack app token": r"\bxapp-[0-9]-[A-Za-z0-9-]{2,}", "xapp-" "1-A0B1C2D3E4F-1234567890123-abcdef0123456789";
    "Stripe key": r"\b[prs]k[-_](?:live|test)[-_][A-Za-z0-9]{1,}", "sk_" "live_4eC39HqLyjWDarjtT1zdp7dc";
    "Stripe webhook secret": r"\bwhsec_[A-Za-z0-9+/]{4,}", "whsec_" "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    "Twilio key": r"\b(?:AC|SK)[0-9a-f]{8,}", "SK" "0123456789abcdef0123456789abcdef";
    "SendGrid key": r"\bSG\.[A-Za-z0-9_-]{10,}", "SG." "ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr";
    "Mailgun key": r"\bkey[-_][0-9a-f]{6,}", "key-" "3a06e29d6fd4c4733a06e29d6fd4c473" ;
    "Mailchimp key": r"\b[0-9a-f]{32}-us[0-9]{1,2}\b", "0123456789abcdef" "0123456789abcdef-us12";
    "npm token": r"\bnpm_(?:[A-Za-z0-9]{20,}|[a-z]*[A-Z0-9][A-Za-z0-9]{3,})", "npm_" "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4";
    "PyPI token": r"\bpypi(?:-[A-Za-z0-9_-]{4,}|_AgEI[A-Za-z0-9_]*)", "pypi-" "AgEIcHlwaS5vcmcCJGFiY2RlZjAxLTIzNDU";
    "crates.io token": r"\bcio(?:[A-Za-z0-9]{24,}|[A-Z0-9][A-Za-z0-9]{4,}|[a-z]+[A-Z0-9][A-Za-z0-9]{3,})", "cio" "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW";
    "RubyGems key": r"\brubygems_[0-9a-f]{4,}", "rubygems_" "0123456789abcdef0123456789abcdef0123456789abcdef";
    "NuGet key": r"\boy2[a-z0-9]{6,}", "oy2" "abcdefghij1klmnopqrst2uvwxyz3abcdefghij4klmno";
    "Docker token": r"\bdckr_pat_[A-Za-z0-9_-]{2,}", "dckr_pat_" "aBcDeFgHiJkLmNoPqRsTuVwXyZ0";
    "HashiCorp Vault token": r"\bhv(?:[bsr]\.[A-Za-z0-9_-]{8,}|s_[A-Za-z0-9]{4,})", "hvs." "CAESIJ1234567890abcdefghijKLMN";
    "Terraform token": r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{4,}", "aB3dE5fG7hI9jK." "atlasv1.zYxWvUtSrQpOnMlKjIhGfEdCbA0123456789";
    "DigitalOcean token": r"\bdo[oprt]_v1_[0-9a-f]{2,}", "dop_v1_" "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    "Heroku key": r"\bHRKU-[A-Za-z0-9_-]{2,}", "HRKU-" "01234567-89ab-cdef-0123-456789abcdef";
    "Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{2,}", "shpat_" "0123456789abcdef0123456789abcdef";
    "Square token": r"\bsq0(?:atp|csp|idp)[-_][A-Za-z0-9_-]{2,}", "sq0atp-" "aB3dE5fG7hI9jK1lM2nO4p";
    "Telegram bot token": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{6,}", "110201543:" "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
    "Discord token": r"\b[MNO][A-Za-z0-9_-]{23,}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{6,}", "MTk4NjIyNDgzNDcxOTI1MjQ4." "Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
    "OpenAI key": r"\bsk(?:-[A-Za-z0-9]|_proj_)[A-Za-z0-9_-]{3,}", "sk-" "proj-aB3dE5fG7hI9jK1lM2nO4pQ6";
    "Hugging Face token": r"\bhf_[A-Za-z]{24,}", "hf_" "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH";
    "Databricks token": r"\bdapi[0-9a-f]{6,}", "dapi" "0123456789abcdef0123456789abcdef";
    "Grafana token": r"\bgl(?:sa|c)_[A-Za-z0-9+/=]{8,}", "glsa_" "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW_0a1b2c3d";
    "New Relic key": r"\bNRAK[-_][A-Z0-9]{2,}", "NRAK-" "A1B2C3D4E5F6G7H8I9J0K1L2M3N";
    "Postman key": r"\bPMAK-[0-9a-f-]{2,}", "PMAK-" "0123456789abcdef01234567-0123456789abcdef0123456789abcdef01";
    "Atlassian token": r"\bAT(?:ATT|CTT|BBT?)3?x?[A-Za-z0-9]{16,}", "ATATT3x" "FfGF0aB1cD2eF3gH4iJ5kL6mN7oP8";
    "Doppler token": r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9]{8,}", "dp.pt." "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4zA6bC8d";
    "PlanetScale token": r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_-]{2,}", "pscale_tkn_" "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW";
    "Sentry token": r"\bsntry[su]_[A-Za-z0-9+/=_-]{2,}", "sntrys_" "eyJpYXQiOjE2ODczMzY1NDMuNjk4NTksInVybCI6bnVsbH0";
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{2,}", "eyJhbGciOiJIUzI1NiJ9." "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    "SSH key": r"\bAAAA[BCE]3NzaC1[A-Za-z0-9+/=]*", "AAAAC3NzaC1lZDI1NTE5AAAA" "IJ1x2y3z4a5b6c7d8e9f0g1h2i3j4k5l6m7n8";
    "age key": r"\bAGE[-_]SECRET[-_]KEY[-_][0-9A-Z]+", "AGE-SECRET-KEY-" "1QQPQSU5LSAF7XQ4N0NX3RJ7GXZV5Q8K5N0NX3RJ7GXZV5Q8K5N0QQ9W4L";
    "Bitcoin private key": r"\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b", "5HueCGU8rMjxEXxiPuD5BDku4MkF" "qeZyd4dZ1jvhTVqvbTLvyTJ";
    "UUID": r"\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}(?:-[0-9A-Fa-f]{1,12}){0,3}", "550e8400-e29b-41d4-" "a716-446655440000";
    "digest": r"\b(?:[0-9a-f]{32,128}|[0-9A-F]{32,128})\b", "d41d8cd98f00b204" "e9800998ecf8427e";
    "license key": r"\b[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,}\b", "A1B2C-D3E4F-G5H6I-" "J7K8L-M9N0P";
    "bank account": r"\b[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|[A-Z]{4}[0-9]{2,})\b", "GB82" "WEST12345698765432";
    "credit card": r"\b(?:card_[0-9]{4,}|(?:card|visa|amex|pan|cc)_?[0-9][0-9_-]{6,})|(?:\b|_|[A-Za-z])[3-6][0-9]{3}[-_]?[0-9]{4}[-_]?[0-9]{4}[-_]?[0-9]{3,4}(?:\b|_)", "card_4111" "_1111_1111_1111";
    "social security number": r"(?i-u:ssn|social)_?[0-9][0-9_-]{4,}", "ssn_123" "_45_6789";
    "telephone number": r"phone_[0-9]{4,}|(?:phone|tel|mobile|call)_?[0-9][0-9_-]{5,}", "phone_49" "_170_1234567";
    "e-mail address": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]+(?:\.[A-Za-z]+)*", "some.body" "@mail.example.org";
}

/// What comes after a word for a secret: letters and digits mixed.
const NAMED: &str = r#"(?i-u:pass(?:word|wd|phrase|code)?|pwd|secret|token|api_?key|auth_?key|private_?key|credentials?|bearer)s?(?:["']?[:=]+["']?|_(?:is_|value_|of_|for_|was_)?)(?P<value>[A-Za-z]+[0-9]+[A-Za-z0-9!$%&*?]*|[0-9]+[A-Za-z]+[A-Za-z0-9!$%&*?]*)"#;

/// An example of [`NAMED`].
pub const NAMED_EXAMPLE: &str = concat!("password_", "Tr0ub4dor3");

/// Shortest value of a named secret.
const SHORTEST: usize = 6;

/// Shorter runs hold none.
const LEAST: usize = 6;

static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let all: Vec<String> = RULES.iter().map(|r| format!("(?:{})", r.regex)).collect();
    ascii(&all.join("|"))
});

static VALUES: LazyLock<Option<Regex>> = LazyLock::new(|| ascii(NAMED));

fn ascii(regex: &str) -> Option<Regex> {
    let built = regex::RegexBuilder::new(regex).unicode(false).build();
    built
        .inspect_err(|error| tracing::error!(%error, "no rules"))
        .ok()
}

/// The bytes of a run of text without white space that are, or belong to, a secret.
pub fn spans(run: &str) -> Vec<Range<usize>> {
    if run.len() < LEAST {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    if let Some(forms) = &*FORMS {
        found.extend(forms.find_iter(run).map(|m| m.range()));
    }
    if run.bytes().any(|b| b.is_ascii_digit()) {
        named(run, &mut found);
    }
    by_chance(run, &mut found);
    found
}

/// Whether a name by itself is one.
pub fn is_secret(word: &str) -> bool {
    !spans(word).is_empty()
}

fn named(run: &str, found: &mut Vec<Range<usize>>) {
    let Some(values) = &*VALUES else { return };
    for captures in values.captures_iter(run) {
        let (Some(all), Some(value)) = (captures.get(0), captures.name("value")) else {
            continue;
        };
        if value.len() >= SHORTEST && !is_algorithm(value.as_str()) {
            found.push(all.range());
        }
    }
}

/// What names of passwords and tokens end with in honest code.
fn is_algorithm(value: &str) -> bool {
    const NAMES: [&str; 14] = [
        "sha", "md5", "ed25519", "x25519", "secp", "base", "utf", "aes", "pbkdf2", "argon2",
        "oauth", "hmac", "blake", "bcrypt",
    ];
    let lower = value.to_ascii_lowercase();
    NAMES.iter().any(|name| lower.starts_with(name))
}

/// Parts of a run that look like chance, each with all that is joined to it as base64 is.
fn by_chance(run: &str, found: &mut Vec<Range<usize>>) {
    let is_joined = |c: char| c.is_ascii_alphanumeric() || "_+/=-".contains(c);
    for part in run.split(|c| !is_joined(c)) {
        if part.len() >= 8 && part.split(['+', '/', '=', '-']).any(is_made_up) {
            let at = part.as_ptr() as usize - run.as_ptr() as usize;
            found.push(at..at + part.len());
        }
    }
}

fn is_made_up(name: &str) -> bool {
    name.len() >= 8 && name.split('_').any(is_chance) && !is_public(name)
}
