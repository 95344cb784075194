//! The inner wall of the sandbox: this program restricts itself and becomes the one that is named. Landlock leaves
//! it the current folder, the system's programs and nothing else of the disk; a filter of system calls leaves it no
//! socket and nothing by which it could reach another process or the kernel's rarer corners. All of it is inherited
//! by whatever it starts, and cannot be undone.

use std::{ffi::OsString, os::unix::process::CommandExt, path::Path};

use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetStatus, path_beneath_rules,
};
use rustix::process::{Signal, set_parent_process_death_signal};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

/// What may be read and run: programs, libraries, fonts; how many processors there are.
const READ: [&str; 8] = [
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
];
/// What may be written besides the folder.
const WRITE: [&str; 1] = ["/dev/null"];

/// System calls that no encoder needs. Numbers are of the machine that this is built for.
const REFUSED: [i64; 26] = [
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_userfaultfd,
    libc::SYS_open_by_handle_at,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_setns,
];

/// Becomes `program`, which may touch nothing but the current folder. Returns only if that fails, with a text for
/// the host.
pub fn confine(program: &[OsString]) -> String {
    let Some((name, arguments)) = program.split_first() else {
        return "no program is named".to_owned();
    };
    // Who started it may be killed: nobody waits for its work then. It holds for whatever this becomes.
    if let Err(error) = set_parent_process_death_signal(Some(Signal::KILL)) {
        return format!("no end with its parent: {error}");
    }
    if let Err(text) = restrict(Path::new(".")) {
        return text;
    }
    // Whatever ends the server ends what it has started: nobody would look after a program that hangs.
    if let Err(error) = set_parent_process_death_signal(Some(Signal::KILL)) {
        return format!("cannot end with the server: {error}");
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "it replaces this process, which has restricted itself"
    )]
    let error = std::process::Command::new(name).args(arguments).exec();
    format!("{}: {error}", name.to_string_lossy())
}

fn restrict(folder: &Path) -> Result<(), String> {
    let abi = ABI::V4;
    let landlock = || {
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(READ, AccessFs::from_read(abi)))?
            .add_rules(path_beneath_rules(WRITE, AccessFs::from_all(abi)))?
            .add_rules(path_beneath_rules([folder], AccessFs::from_all(abi)))?
            .restrict_self()
    };
    let restricted = landlock().map_err(|error| format!("no Landlock: {error}"))?;
    if restricted.ruleset == RulesetStatus::NotEnforced {
        return Err("this kernel has no Landlock".to_owned());
    }
    let filter = filter().map_err(|error| format!("no filter of system calls: {error}"))?;
    seccompiler::apply_filter(&filter)
        .map_err(|error| format!("no filter of system calls: {error}"))
}

fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    let rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    let refusal = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, refusal, arch)?.try_into()
}
