// The editor starts when its own script says so, and not by itself.
window.CMS_MANUAL_INIT = true;
