//! The nouns that the strategy speaks of, one a file. Their order here is the order everywhere: reports, files, JSON.

mod assignment;
mod authority_decision;
mod automation;
mod campaign;
mod category;
mod certificate;
mod component;
mod component_use;
mod condition;
mod contract;
mod course;
mod device;
mod evaluation;
mod feed;
mod guidance;
mod integration;
mod kle_subject;
mod model;
mod municipality;
mod network;
mod person;
mod platform;
mod process;
mod processing_agreement;
mod project;
mod purchase;
mod recommendation;
mod sensor;
mod server;
mod service_agreement;
mod setup_assessment;
mod shared_component;
mod site;
mod standard;
mod standard_model;
mod supplier;
mod system;
mod tool;
mod unit;

use crate::schema::KindDef;

/// Every kind of object, in the order the strategy's chapters need them.
pub const KINDS: &[KindDef] = &[
    municipality::MUNICIPALITY,
    unit::UNIT,
    person::PERSON,
    supplier::SUPPLIER,
    contract::CONTRACT,
    system::SYSTEM,
    integration::INTEGRATION,
    process::PROCESS,
    kle_subject::KLE_SUBJECT,
    component::COMPONENT,
    standard::STANDARD,
    platform::PLATFORM,
    evaluation::EVALUATION,
    setup_assessment::SETUP_ASSESSMENT,
    shared_component::SHARED_COMPONENT,
    component_use::COMPONENT_USE,
    service_agreement::SERVICE_AGREEMENT,
    certificate::CERTIFICATE,
    processing_agreement::PROCESSING_AGREEMENT,
    authority_decision::AUTHORITY_DECISION,
    condition::CONDITION,
    guidance::GUIDANCE,
    recommendation::RECOMMENDATION,
    site::SITE,
    network::NETWORK,
    sensor::SENSOR,
    feed::FEED,
    tool::TOOL,
    device::DEVICE,
    model::MODEL,
    standard_model::STANDARD_MODEL,
    category::CATEGORY,
    server::SERVER,
    course::COURSE,
    assignment::ASSIGNMENT,
    campaign::CAMPAIGN,
    automation::AUTOMATION,
    project::PROJECT,
    purchase::PURCHASE,
];
