import{a}from"./chunk-WYVO7MPK.js";export{a as start};
