//! Just enough JSON to read the vectors: no escapes, integers below 2^64. The market's tests read it too.

use std::collections::BTreeMap;
use std::string::String;
use std::vec::Vec;

#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(u64),
    /// Any number that is not a natural one, as it was written.
    Real(String),
    Text(String),
    List(Vec<Json>),
    Map(BTreeMap<String, Json>),
}

pub fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap() as u8;
    text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

pub fn parse(text: &str) -> Json {
    let mut parser = Parser { text: text.as_bytes(), at: 0 };
    let value = parser.value();
    parser.space();
    assert_eq!(parser.at, text.len(), "text after the JSON value");
    value
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        while self.at < self.text.len() && self.text[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.text.get(self.at) == Some(&byte);
        self.at += is_next as usize;
        is_next
    }

    fn value(&mut self) -> Json {
        if self.take(b'{') {
            return self.map();
        }
        if self.take(b'[') {
            return self.list();
        }
        if self.take(b'"') {
            return Json::Text(self.text());
        }
        let start = self.at;
        while self.at < self.text.len() && !b",]} \n".contains(&self.text[self.at]) {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.text[start..self.at]).unwrap();
        match word {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => word.parse().map(Json::Number).unwrap_or_else(|_| Json::Real(word.into())),
        }
    }

    /// After the opening quote.
    fn text(&mut self) -> String {
        let start = self.at;
        while self.text[self.at] != b'"' {
            assert_ne!(self.text[self.at], b'\\', "escapes are not read");
            self.at += 1;
        }
        self.at += 1;
        std::str::from_utf8(&self.text[start..self.at - 1]).unwrap().into()
    }

    fn list(&mut self) -> Json {
        let mut items = Vec::new();
        while !self.take(b']') {
            assert!(items.is_empty() || self.take(b','));
            items.push(self.value());
        }
        Json::List(items)
    }

    fn map(&mut self) -> Json {
        let mut entries = BTreeMap::new();
        while !self.take(b'}') {
            assert!(entries.is_empty() || self.take(b','));
            assert!(self.take(b'"'));
            let key = self.text();
            assert!(self.take(b':'));
            entries.insert(key, self.value());
        }
        Json::Map(entries)
    }
}

impl Json {
    /// Panics if this is not a map with the key.
    pub fn get(&self, key: &str) -> &Json {
        self.find(key).unwrap_or_else(|| panic!("no {} in {:.200?}", key, self))
    }

    /// None: not there, or null.
    pub fn find(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Map(entries) => entries.get(key).filter(|&value| *value != Json::Null),
            _ => panic!("not a map: {:.200?}", self),
        }
    }

    pub fn list(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => panic!("not a list: {:.200?}", self),
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Json::Text(text) => text,
            _ => panic!("not a text: {:.200?}", self),
        }
    }

    pub fn number(&self) -> u64 {
        match self {
            Json::Number(number) => *number,
            Json::Text(digits) => digits.parse().unwrap(),
            _ => panic!("not a number: {:.200?}", self),
        }
    }

    pub fn numbers(&self) -> Vec<u64> {
        self.list().iter().map(Json::number).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        unhex(self.text())
    }
}
