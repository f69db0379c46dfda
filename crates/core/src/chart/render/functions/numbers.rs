//! Whole and fractional numbers.

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, float_of, text, text_of, whole_of};

const MOST_STEPS: i64 = 10_000;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("add", |arguments| Ok(Go::Int(arguments.values.iter().map(whole_of).fold(0, i64::wrapping_add)))),
    ("add1", |arguments| Ok(Go::Int(arguments.whole(0)?.wrapping_add(1)))),
    ("sub", |arguments| Ok(Go::Int(arguments.whole(0)?.wrapping_sub(arguments.whole(1)?)))),
    ("mul", |arguments| Ok(Go::Int(arguments.values.iter().map(whole_of).fold(1, i64::wrapping_mul)))),
    ("div", |arguments| divided(arguments, i64::checked_div)),
    ("mod", |arguments| divided(arguments, i64::checked_rem)),
    ("max", |arguments| Ok(Go::Int(arguments.values.iter().map(whole_of).max().unwrap_or(0)))),
    ("biggest", |arguments| Ok(Go::Int(arguments.values.iter().map(whole_of).max().unwrap_or(0)))),
    ("min", |arguments| Ok(Go::Int(arguments.values.iter().map(whole_of).min().unwrap_or(0)))),
    ("maxf", |arguments| Ok(Go::Float(arguments.values.iter().map(float_of).fold(f64::NEG_INFINITY, f64::max)))),
    ("minf", |arguments| Ok(Go::Float(arguments.values.iter().map(float_of).fold(f64::INFINITY, f64::min)))),
    ("floor", |arguments| Ok(Go::Float(float_of(arguments.at(0)?).floor()))),
    ("ceil", |arguments| Ok(Go::Float(float_of(arguments.at(0)?).ceil()))),
    ("round", round),
    ("seq", seq),
    ("until", |arguments| {
        let end = arguments.count(0)?;
        // Below zero it counts downwards.
        steps(0, end, if end < 0 { -1 } else { 1 })
    }),
    ("untilStep", |arguments| steps(arguments.count(0)?, arguments.count(1)?, arguments.count(2)?)),
];

/// Source: sprig, `round`: the fraction is looked at with its sign, so that what is negative goes down.
fn round(arguments: &Arguments<'_>) -> Result<Go, String> {
    let places = i32::try_from(arguments.count(1)?).ok().filter(|places| places.abs() <= 100);
    let scale = 10f64.powi(places.ok_or("so many places are not supported")?);
    let digits = float_of(arguments.at(0)?) * scale;
    let on = arguments.values.get(2).map_or(0.5, float_of);
    let rounded = if digits.fract() >= on { digits.ceil() } else { digits.floor() };
    Ok(Go::Float(rounded / scale))
}

/// Numbers in words: up to one, from one to another, or in steps. Source: sprig, `seq`.
fn seq(arguments: &Arguments<'_>) -> Result<Go, String> {
    let number = |position: usize| arguments.count(position);
    let (start, step, end) = match arguments.values.len() {
        1 => (1, if number(0)? < 1 { -1 } else { 1 }, number(0)?),
        2 => (number(0)?, if number(1)? < number(0)? { -1 } else { 1 }, number(1)?),
        3 => (number(0)?, number(1)?, number(2)?),
        _ => return Ok(text("")),
    };
    if step == 0 || (step > 0) != (end >= start) && end != start {
        return Ok(text(""));
    }
    let Go::List(list) = steps(start, end.saturating_add(step.signum()), step)? else { return Ok(text("")) };
    Ok(text(list.iter().map(text_of).collect::<Vec<_>>().join(" ")))
}

fn divided(arguments: &Arguments<'_>, operation: fn(i64, i64) -> Option<i64>) -> Result<Go, String> {
    operation(arguments.whole(0)?, arguments.whole(1)?).map(Go::Int).ok_or_else(|| "division by zero".to_owned())
}

fn steps(start: i64, end: i64, step: i64) -> Result<Go, String> {
    let mut list = Vec::new();
    let mut here = start;
    while (step > 0 && here < end) || (step < 0 && here > end) {
        if list.len() as i64 >= MOST_STEPS {
            return Err(format!("it counts further than {MOST_STEPS}"));
        }
        list.push(Go::Int(here));
        here = here.saturating_add(step);
    }
    Ok(Go::List(list.into()))
}
