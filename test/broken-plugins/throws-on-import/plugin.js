throw new Error('no licence found\nand a second line');
