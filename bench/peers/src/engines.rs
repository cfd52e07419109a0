//! The other engines: each gets the town's facts in its own shape first, then is timed on the verdicts alone.

use std::collections::HashMap;
use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;

use crate::rules::{RULES, with_days};
use crate::{Fact, System, Verdict, years_ago};

fn number(years: u8) -> String {
    years_ago(years).days().to_string()
}

/// The `cel` crate: compiled programs, one context an object. An error is taken as "not assessed", as it should be.
pub struct Cel {
    programs: Vec<(cel::Program, cel::Program)>,
    contexts: Vec<cel::Context<'static, 'static>>,
}

impl Cel {
    pub fn new(systems: &[System]) -> Self {
        let env = Arc::new(cel::Env::stdlib());
        let compile = |text: &str| env.compile(&with_days(text, number)).expect("CEL");
        let programs = RULES.iter().map(|rule| (compile(rule.when), compile(rule.require))).collect();
        let contexts = systems.iter().map(|system| Self::context(&env, system)).collect();
        Self { programs, contexts }
    }

    fn context(env: &Arc<cel::Env>, system: &System) -> cel::Context<'static, 'static> {
        let facts: HashMap<String, cel::Value> = system
            .iter()
            .map(|(name, fact)| {
                let value = match fact {
                    Fact::Yes(yes) => (*yes).into(),
                    Fact::Number(number) => (*number).into(),
                    Fact::Word(word) => word.as_str().into(),
                };
                ((*name).to_owned(), value)
            })
            .collect();
        let mut context = cel::Context::with_env(Arc::clone(env));
        context.add_variable_from_value("system", facts);
        context
    }

    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(self.contexts.len() * RULES.len());
        for context in &self.contexts {
            for (when, require) in &self.programs {
                let verdict = match when.execute(context) {
                    Ok(cel::Value::Bool(false)) => Verdict::NotApplicable,
                    Ok(cel::Value::Bool(true)) => match require.execute(context) {
                        Ok(cel::Value::Bool(true)) => Verdict::Follows,
                        Ok(cel::Value::Bool(false)) => Verdict::Deviates,
                        _ => Verdict::NotAssessed,
                    },
                    _ => Verdict::NotAssessed,
                };
                verdicts.push(verdict);
            }
        }
        verdicts
    }
}

/// Regorus, one policy with all rules: `follows` when the demand holds, else `deviates`, as Rego's `not` invites.
pub struct Rego {
    engine: regorus::Engine,
    machine: RegoVM,
    inputs: Vec<regorus::Value>,
}

impl Rego {
    pub fn new(systems: &[System]) -> Self {
        let mut policy = String::from("package p\n\n");
        for (place, rule) in RULES.iter().enumerate() {
            for body in rule.rego_when {
                policy += &format!("applies_{place} if {{ {body} }}\n");
            }
            policy += &format!("demand_{place} if {{ {} }}\n", with_days(rule.rego_require, number));
            policy += &format!("v_{place} := \"follows\" if {{ applies_{place}; demand_{place} }}\n");
            policy += &format!("v_{place} := \"deviates\" if {{ applies_{place}; not demand_{place} }}\n");
            policy += &format!("v_{place} := \"not_applicable\" if {{ not applies_{place} }}\n\n");
        }
        let all: Vec<String> = (0..RULES.len()).map(|place| format!("v_{place}")).collect();
        policy += &format!("verdicts := [{}]\n", all.join(", "));
        let mut engine = regorus::Engine::new();
        engine.add_policy("p.rego".to_owned(), policy).expect("Rego");
        let entry = "data.p.verdicts";
        let compiled = engine.compile_with_entrypoint(&regorus::Rc::from(entry)).expect("a compiled policy");
        let program = Compiler::compile_from_policy(&compiled, &[entry]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        let inputs = systems.iter().map(Self::input).collect();
        Self { engine, machine, inputs }
    }

    fn input(system: &System) -> regorus::Value {
        let facts: Vec<String> = system
            .iter()
            .map(|(name, fact)| match fact {
                Fact::Yes(yes) => format!("\"{name}\": {yes}"),
                Fact::Number(number) => format!("\"{name}\": {number}"),
                Fact::Word(word) => format!("\"{name}\": \"{word}\""),
            })
            .collect();
        regorus::Value::from_json_str(&format!("{{{}}}", facts.join(", "))).expect("JSON")
    }

    /// By the interpreter.
    pub fn interpreted(&mut self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for input in &self.inputs {
            self.engine.set_input(input.clone());
            Self::read(&self.engine.eval_rule("data.p.verdicts".to_owned()).expect("verdicts"), &mut verdicts);
        }
        verdicts
    }

    /// By the virtual machine.
    pub fn compiled(&mut self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for input in &self.inputs {
            self.machine.set_input(input.clone());
            Self::read(&self.machine.execute().expect("verdicts"), &mut verdicts);
        }
        verdicts
    }

    fn read(value: &regorus::Value, verdicts: &mut Vec<Verdict>) {
        for word in value.as_array().expect("a list").iter() {
            verdicts.push(match word.as_string().expect("a word").as_ref() {
                "follows" => Verdict::Follows,
                "deviates" => Verdict::Deviates,
                _ => Verdict::NotApplicable,
            });
        }
    }
}

/// SQLite: one table, one query with a `CASE` a rule, as a report would be written.
pub struct Sql {
    connection: rusqlite::Connection,
    query: String,
}

impl Sql {
    pub fn new(systems: &[System], names: &[&'static str]) -> Self {
        let connection = rusqlite::Connection::open_in_memory().expect("SQLite");
        connection.execute(&format!("CREATE TABLE system ({})", names.join(", ")), []).expect("a table");
        let places = vec!["?"; names.len()].join(", ");
        for system in systems {
            let values = names.iter().map(|name| match system.get(name) {
                None => rusqlite::types::Value::Null,
                Some(Fact::Yes(yes)) => i64::from(*yes).into(),
                Some(Fact::Number(number)) => (*number).into(),
                Some(Fact::Word(word)) => word.clone().into(),
            });
            let insert = format!("INSERT INTO system VALUES ({places})");
            connection.execute(&insert, rusqlite::params_from_iter(values)).expect("a row");
        }
        let cases = RULES.iter().map(|rule| {
            let (when, require) = (rule.sql_when, with_days(rule.sql_require, number));
            format!("CASE WHEN {when} THEN CASE WHEN {require} THEN 1 ELSE 2 END ELSE 0 END")
        });
        let query = format!("SELECT {} FROM system ORDER BY rowid", cases.collect::<Vec<_>>().join(", "));
        Self { connection, query }
    }

    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        let mut statement = self.connection.prepare_cached(&self.query).expect("a query");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for place in 0..RULES.len() {
                verdicts.push(match row.get::<_, i64>(place).expect("a number") {
                    0 => Verdict::NotApplicable,
                    1 => Verdict::Follows,
                    _ => Verdict::Deviates,
                });
            }
        }
        verdicts
    }
}
