//! The endings of names that a container may not have, and those that no file may have.

use super::fault::Why;

/// Programs, scripts, and what starts or installs them.
const PROGRAMS: &str = "\
    exe dll sys drv ocx scr com cpl msi msp mst msu msix msixbundle appx appxbundle appinstaller js jse mjs vb \
    vbe vbs vbp ws wsf wsh wsc wsb hta ps1 ps1xml ps2 ps2xml psc1 psc2 psm1 psd1 psdm1 cdxml pssc msh msh1 msh2 \
    mshxml msh1xml msh2xml bat cmd btm csh ksh bash zsh fish sh command tool pif reg inf ins isp its job mof sct \
    shb shs scf gadget hlp chm cnt hpj diagcab diagcfg diagpkg jar class jnlp xbap xap vsto vsix vsw xpi crx oxt \
    air wgt app osax scpt scptd applescript action workflow kext prefpane apk aab ipa dmg pkg mpkg deb rpm snap \
    appimage flatpak flatpakref run so dylib elf xll wll fxp prg pcd py pyc pyo pyw pyz pyzw pl rb lua ahk au3 \
    nsh ade adp accde accdr accda mad maf mag mam maq mar mas mau mav maw mda mdb mde mdt mdw mdz accdb htaccess";
/// Links and settings that open a program, a connection or a page.
const LINKS: &str = "\
    lnk url website webloc inetloc fileloc terminal desktop application appref-ms appcontent-ms \
    settingcontent-ms library-ms search-ms searchconnector-ms msc mcf rdp rdg ica ovpn pbk remmina grp xnk ops \
    osd udl theme themepack deskthemepack printerexport webpnp iqy oqy rqy dqy odc qry slk dif fdf xfdf xdp pdx";
/// Office documents with macros, and documents in text form that may hold some.
const MACROS: &str = "\
    docm dotm docb xlsm xltm xlsb xlam pptm potm ppsm ppam sldm fodt fods fodp fodg bas frm";
/// Pages, which a browser runs, and pages of servers.
const PAGES: &str = "\
    html htm htmls xhtml xhtm xht shtml shtm stm htt mht mhtml maff webarchive svg svgz swf htc php php3 php4 \
    php5 php7 phps phtml phar asp aspx ashx asmx asa jsp jspx jspf cfm cgi";
/// Old binary office documents, messages and embedded objects, which may hold macros and programs.
const COMPOUNDS: &str = "\
    doc dot wbk wiz xls xlt xla xlm xlw xlk ppt pot pps ppa pwz vsd vss vst mpp mpt one onepkg onetoc2 msg oft \
    ole rtf";
/// Containers, which are not looked into inside another.
const CONTAINERS: &str = "\
    zip 7z rar gz tgz tar bz2 xz zst iso img cab vhd vhdx lzh alz egg ace arj wim odt ods odp odg";
/// Disk images. A system opens them like folders, and files inside do not carry the mark of a downloaded file.
const DISKS: &str = "\
    iso img vhd vhdx vmdk wim udf sparseimage sparsebundle toast";

/// Whether files with this ending are not looked into inside a container.
pub(super) fn is_container(ending: &str) -> bool {
    has(CONTAINERS, ending)
}

/// The reason to refuse a file with this ending in any place, if there is one.
pub(super) fn by_ending(ending: &str) -> Option<Why> {
    let lists = [
        (MACROS, Why::Macro),
        (PROGRAMS, Why::Program),
        (LINKS, Why::Program),
        (PAGES, Why::Page),
        (COMPOUNDS, Why::Compound),
        (DISKS, Why::Nested),
    ];
    lists.iter().find(|(list, _)| has(list, ending)).map(|(_, why)| *why)
}

fn has(list: &str, ending: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == ending)
}
