package main

import "testing"

func TestClassify(t *testing.T) {
	for text, want := range map[string]string{
		"": "unknown",
		"MIT\n\nPermission is hereby granted,\n free of charge, to any person obtaining\na copy": "MIT",
		"Mozilla Public License Version 2.0":                                                     "MPL",
		"Apache License\n   Version 2.0, January 2004":                                           "Apache-2.0",
		"Redistribution and use in source and binary forms … Neither the name of":                "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                                      "BSD-2-Clause",
		"Apache License Version 2.0 … parts under the GNU Lesser General Public License":         "LGPL",
		"Permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice": "ISC",
	} {
		if got := classify(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
