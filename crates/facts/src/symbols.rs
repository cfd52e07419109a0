//! Texts as small numbers: equal texts have equal symbols, so that rules compare words without reading them.

use foldhash::HashMap;
use std::sync::Arc;

/// A text's number in one [`Symbols`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

/// The table of all texts of one estate.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Symbol>,
}

impl Symbols {
    /// The symbol of a text, new if the text is.
    ///
    /// # Panics
    /// When an estate has more than four thousand million different texts.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.numbers.get(text) {
            return *symbol;
        }
        self.add(Arc::from(text))
    }

    /// The same for a text whose memory can be shared.
    ///
    /// # Panics
    /// As [`Symbols::intern`].
    pub fn share(&mut self, text: &Arc<str>) -> Symbol {
        match self.numbers.get(text) {
            Some(symbol) => *symbol,
            None => self.add(Arc::clone(text)),
        }
    }

    fn add(&mut self, text: Arc<str>) -> Symbol {
        let symbol = Symbol(u32::try_from(self.texts.len()).expect("fewer than 2^32 texts"));
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, symbol);
        symbol
    }

    /// The symbol of a text that has one.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.numbers.get(text).copied()
    }

    /// The text of a symbol of this table; empty for a foreign one.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol.0 as usize).map_or("", |text| text)
    }
}
