// What two npm packages send to a printer, as JSON: name of a case to its bytes in hex. Run by tools/npm_hosts.py.
'use strict';
const Encoder = require('@point-of-sale/receipt-printer-encoder');
const { ThermalPrinter, PrinterTypes, CharacterSet } = require('node-thermal-printer');
const image = { width: 48, height: 48, data: new Uint8ClampedArray(48 * 48 * 4).map((_, i) => i % 4 === 3 ? 255 : ((i >> 2) % 48 + Math.floor((i >> 2) / 48)) % 2 ? 255 : 0) };
const cases = {};
function encoder(name, build, options) {
  const e = new Encoder({ language: 'esc-pos', columns: 48, ...options });
  build(e);
  cases[`receipt-printer-encoder ${name}`] = Buffer.from(e.encode()).toString('hex');
}
encoder('text', e => e.initialize().align('center').bold(true).size(2, 2).line('CENTRE').bold(false).size(1, 1).align('left').underline(true).line('under').underline(false).invert(true).line('invert').invert(false).italic(true).line('italic').italic(false).font('B').line('font b').font('A').line('END'));
encoder('table', e => e.table([{ width: 20 }, { width: 20, align: 'right' }], [['Left', 'Right'], ['A', 'B']]).rule().box({ style: 'single' }, 'boxed').line('END'));
encoder('codepage', e => e.codepage('windows1252').line('éü€').codepage('cp866').line('Привет').codepage('auto').line('END'));
for (const type of ['upca', 'upce', 'ean13', 'ean8', 'code39', 'itf', 'codabar', 'code93', 'code128', 'gs1-128', 'gs1-databar-omni', 'gs1-databar-truncated', 'gs1-databar-limited', 'gs1-databar-expanded']) {
  const data = { upca: '036000291452', upce: '01234565', ean13: '4006381333931', ean8: '96385074', itf: '123456', codabar: 'A123456A','gs1-databar-omni': '0123456789012',
    'gs1-databar-truncated': '0123456789012', 'gs1-databar-limited': '0123456789012', 'gs1-databar-expanded': '(01)12345678901231' }[type] || 'ABC123';
  encoder(`barcode ${type}`, e => e.barcode(data, type, { height: 60, text: true }).line('END'));
}
encoder('qrcode', e => e.qrcode('https://example.org/q', { model: 2, size: 6, errorlevel: 'm' }).line('END'));
encoder('pdf417', e => e.pdf417('https://example.org/p', { width: 3, height: 3, columns: 0 }).line('END'));
for (const imageMode of ['column', 'raster']) encoder(`image ${imageMode}`, e => e.image(image, 48, 48, 'threshold').line('END'), { imageMode });
encoder('cut', e => e.line('END').cut('partial'));
encoder('pulse', e => e.pulse(0, 100, 500).line('END'));
function thermal(name, build) {
  const p = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: 'tcp://127.0.0.1:9', width: 48, characterSet: CharacterSet.PC852_LATIN2 });
  build(p);
  cases[`node-thermal-printer ${name}`] = p.getBuffer().toString('hex');
}
thermal('text', p => { p.alignCenter(); p.bold(true); p.println('CENTRE'); p.bold(false); p.alignLeft(); p.underline(true); p.println('under'); p.underline(false); p.underlineThick(true); p.println('thick'); p.underlineThick(false); p.invert(true); p.println('invert'); p.invert(false); p.upsideDown(true); p.println('upside'); p.upsideDown(false); p.setTypeFontB(); p.println('font b'); p.setTypeFontA(); p.setTextDoubleHeight(); p.println('tall'); p.setTextDoubleWidth(); p.println('wide'); p.setTextQuadArea(); p.println('large'); p.setTextSize(3, 3); p.println('size'); p.setTextNormal(); p.println('END'); });
thermal('layout', p => { p.leftRight('Left', 'Right'); p.table(['One', 'Two', 'Three']); p.tableCustom([{ text: 'A', align: 'LEFT', width: 0.5 }, { text: 'B', align: 'RIGHT', width: 0.25 }]); p.drawLine(); p.newLine(); p.println('END'); });
thermal('latin2', p => { p.println('čšž'); p.println('END'); });
thermal('code128', p => { p.code128('ABC123'); p.println('END'); });
thermal('barcode', p => { p.printBarcode('123456789012', 67, { hriPos: 2, hriFont: 0, width: 3, height: 60 }); p.println('END'); });
thermal('qr', p => { p.printQR('https://example.org/q', { cellSize: 6, correction: 'M', model: 2 }); p.println('END'); });
thermal('pdf417', p => { p.pdf417('https://example.org/p'); p.println('END'); });
thermal('maxicode', p => { p.maxiCode('https://example.org/m'); p.println('END'); });
thermal('drawer and beep', p => { p.openCashDrawer(); p.beep(); p.println('END'); p.cut(); });
thermal('partial cut', p => { p.println('END'); p.partialCut(); });
console.log(JSON.stringify(cases, null, 1));
